/** Goes over everything in a function: expressions in the order in which they stand. */
import type { FunctionModel } from '../model/model';
import type { Declaration, Expression, Name, Span, Statement } from '../syntax/ast';

export interface Call extends Span {
  /** Of the called function, when it is called by name. */
  name: string;
  nameSpan: Span;
  arguments: readonly Expression[];
  expression: Extract<Expression, { kind: 'call' }>;
}

/** What is in a body, by kind, in the order of the text. */
interface Contents {
  statements: Map<string, Statement[]>;
  expressions: Map<string, Expression[]>;
  calls: Call[];
}

type StatementOf<K extends Statement['kind']> = Extract<Statement, { kind: K }>;
type ExpressionOf<K extends Expression['kind']> = Extract<Expression, { kind: K }>;
type InFunction = Pick<FunctionModel, 'function'>;

/** By body, so that they go when it goes. */
const known = new WeakMap<object, Contents>();

/** Calls by name in a function; spans are the function's own: add `offset`. */
export function callsOf(one: InFunction): readonly Call[] {
  return contentsOf(one).calls;
}

/** Statements of a kind in a function, wherever they are nested. */
export function statementsOf<K extends Statement['kind']>(
  one: InFunction,
  kind: K,
): readonly StatementOf<K>[] {
  return (contentsOf(one).statements.get(kind) ?? []) as StatementOf<K>[];
}

export function expressionsOf<K extends Expression['kind']>(
  one: InFunction,
  kind: K,
): readonly ExpressionOf<K>[] {
  return (contentsOf(one).expressions.get(kind) ?? []) as ExpressionOf<K>[];
}

/** One walk for all that ask: many checks look at each function, each for something else. */
function contentsOf({ function: one }: InFunction): Contents {
  const { body } = one;
  const before = known.get(body);
  if (before) return before;
  const contents: Contents = { statements: new Map(), expressions: new Map(), calls: [] };
  walk(body, {
    statement: (statement) => {
      const list = contents.statements.get(statement.kind);
      if (list) list.push(statement);
      else contents.statements.set(statement.kind, [statement]);
    },
    expression: (expression) => {
      const list = contents.expressions.get(expression.kind);
      if (list) list.push(expression);
      else contents.expressions.set(expression.kind, [expression]);
      if (expression.kind !== 'call' || expression.callee.kind !== 'name') return;
      const { start, end, callee } = expression;
      contents.calls.push({
        start,
        end,
        name: callee.name,
        nameSpan: { start: callee.start, end: callee.end },
        arguments: expression.arguments,
        expression,
      });
    },
  });
  known.set(body, contents);
  return contents;
}

export interface Visitor {
  /** False keeps out of what is inside. */
  expression?(expression: Expression): unknown;
  statement?(statement: Statement): unknown;
}

export function walk(statement: Statement, visitor: Visitor): void {
  if (visitor.statement?.(statement) === false) return;
  const inner = (one: Statement | undefined): void => {
    if (one) walk(one, visitor);
  };
  const value = (one: Expression | undefined): void => {
    if (one) walkExpression(one, visitor);
  };
  switch (statement.kind) {
    case 'block':
      for (const one of statement.body) walk(one, visitor);
      return;
    case 'expression':
      walkExpression(statement.expression, visitor);
      return;
    case 'declaration':
      for (const one of statement.declarations) value(one.value);
      return;
    case 'if':
      value(statement.condition);
      inner(statement.then);
      inner(statement.otherwise);
      return;
    case 'for':
      inner(statement.initializer);
      value(statement.condition);
      value(statement.update);
      inner(statement.body);
      return;
    case 'while':
    case 'switch':
      value(statement.condition);
      inner(statement.body);
      return;
    case 'do':
      inner(statement.body);
      value(statement.condition);
      return;
    case 'case':
      value(statement.value);
      for (const one of statement.body) walk(one, visitor);
      return;
    case 'label':
      inner(statement.body);
      return;
    case 'return':
      value(statement.value);
      return;
    case 'branches':
      for (const branch of statement.branches) for (const one of branch) walk(one, visitor);
      return;
    case 'unknown':
      for (const one of statement.parts) walkExpression(one, visitor);
      return;
    default:
  }
}

export function walkExpression(expression: Expression, visitor: Visitor): void {
  if (visitor.expression?.(expression) === false) return;
  switch (expression.kind) {
    case 'name':
    case 'number':
    case 'string':
    case 'character':
      return;
    case 'block':
      walk(expression.body, visitor);
      return;
    case 'member':
      walkExpression(expression.object, visitor);
      return;
    case 'binary':
    case 'assign':
      walkExpression(expression.left, visitor);
      walkExpression(expression.right, visitor);
      return;
    case 'call':
      walkExpression(expression.callee, visitor);
      for (const one of expression.arguments) walkExpression(one, visitor);
      return;
    default:
      for (const part of operandsOf(expression)) walkExpression(part, visitor);
  }
}

/** The expressions directly inside. */
export function operandsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'call':
      return [expression.callee, ...expression.arguments];
    case 'member':
      return [expression.object];
    case 'index':
      return [expression.object, expression.index];
    case 'unary':
    case 'dereference':
    case 'addressOf':
    case 'update':
    case 'cast':
      return [expression.operand];
    case 'binary':
    case 'assign':
    case 'comma':
      return [expression.left, expression.right];
    case 'conditional':
      return [expression.condition, ...(expression.then ? [expression.then] : []), expression.otherwise];
    case 'initializer':
      return expression.entries.map(({ value }) => value);
    case 'compound':
      return [expression.value];
    case 'unknown':
      return expression.parts;
    default:
      return [];
  }
}

/** Every name that a declaration in the function introduces, parameters not counted. */
export function localsOf(one: InFunction): readonly Name[] {
  return declarationsOf(one).map(({ name }) => name);
}

/** What is declared in a function, parameters not counted. */
export function declarationsOf(one: InFunction): readonly Declaration[] {
  return statementsOf(one, 'declaration').flatMap(({ declarations }) => declarations);
}

/** Names that are assigned to as a whole, with `=` or the like. */
export function assignedIn(one: InFunction): ReadonlySet<string> {
  return new Set(
    expressionsOf(one, 'assign').flatMap(({ left }) => (left.kind === 'name' ? [left.name] : [])),
  );
}
