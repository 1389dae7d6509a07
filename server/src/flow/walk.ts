/** Goes over everything in a function: expressions in the order in which they stand. */
import type { FunctionModel } from '../model/model';
import type { Expression, Name, Span, Statement } from '../syntax/ast';

export interface Call extends Span {
  /** Of the called function, when it is called by name. */
  name: string;
  nameSpan: Span;
  arguments: readonly Expression[];
  expression: Extract<Expression, { kind: 'call' }>;
}

/** By body, so that they go when it goes. */
const calls = new WeakMap<object, readonly Call[]>();

/** Calls by name in a function; spans are the function's own: add `offset`. */
export function callsOf({ function: one }: Pick<FunctionModel, 'function'>): readonly Call[] {
  const { body } = one;
  const known = calls.get(body);
  if (known) return known;
  const found: Call[] = [];
  walk(body, {
    expression: (expression) => {
      if (expression.kind !== 'call' || expression.callee.kind !== 'name') return;
      const { start, end, callee } = expression;
      found.push({
        start,
        end,
        name: callee.name,
        nameSpan: { start: callee.start, end: callee.end },
        arguments: expression.arguments,
        expression,
      });
    },
  });
  calls.set(body, found);
  return found;
}

export interface Visitor {
  /** False keeps out of what is inside. */
  expression?(expression: Expression): unknown;
  statement?(statement: Statement): unknown;
}

export function walk(statement: Statement, visitor: Visitor): void {
  if (visitor.statement?.(statement) === false) return;
  for (const part of partsOf(statement)) {
    if (isStatement(part)) walk(part.statement, visitor);
    else walkExpression(part, visitor);
  }
}

export function walkExpression(expression: Expression, visitor: Visitor): void {
  if (visitor.expression?.(expression) === false) return;
  if (expression.kind === 'block') {
    walk(expression.body, visitor);
    return;
  }
  for (const part of operandsOf(expression)) walkExpression(part, visitor);
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

type Part = Expression | { statement: Statement };

function isStatement(part: Part): part is { statement: Statement } {
  return 'statement' in part;
}

function partsOf(statement: Statement): readonly Part[] {
  const inner = (one: Statement | undefined): Part[] => (one ? [{ statement: one }] : []);
  const maybe = (one: Expression | undefined): Part[] => (one ? [one] : []);
  switch (statement.kind) {
    case 'block':
      return statement.body.flatMap(inner);
    case 'expression':
      return [statement.expression];
    case 'declaration':
      return statement.declarations.flatMap(({ value }) => maybe(value));
    case 'if':
      return [statement.condition, ...inner(statement.then), ...inner(statement.otherwise)];
    case 'for':
      return [
        ...inner(statement.initializer),
        ...maybe(statement.condition),
        ...maybe(statement.update),
        ...inner(statement.body),
      ];
    case 'while':
    case 'switch':
      return [statement.condition, ...inner(statement.body)];
    case 'do':
      return [...inner(statement.body), statement.condition];
    case 'case':
      return [...maybe(statement.value), ...statement.body.flatMap(inner)];
    case 'label':
      return inner(statement.body);
    case 'return':
      return maybe(statement.value);
    case 'branches':
      return statement.branches.flat().flatMap(inner);
    case 'unknown':
      return statement.parts;
    default:
      return [];
  }
}

/** Every name that a declaration in the function introduces, parameters not counted. */
export function localsOf({ function: one }: Pick<FunctionModel, 'function'>): readonly Name[] {
  const names: Name[] = [];
  walk(one.body, {
    statement: (statement) => {
      if (statement.kind === 'declaration') names.push(...statement.declarations.map(({ name }) => name));
    },
  });
  return names;
}
