/**
 * The value of an integer constant expression, as far as the file tells: numbers, character constants, macros,
 * enumerators, operators, `sizeof` of types that are known. Anything else is undefined, never a guess.
 */
import type { Expression } from '../syntax/ast';

export interface ConstantScope {
  /** Value of a macro or enumerator. */
  named(name: string): bigint | undefined;
  sizeOf(expression: Extract<Expression, { kind: 'sizeof' }>): number | undefined;
}

export function evaluate(expression: Expression, scope: ConstantScope): bigint | undefined {
  const value = (inner: Expression): bigint | undefined => evaluate(inner, scope);
  switch (expression.kind) {
    case 'number':
      return integer(expression.text);
    case 'character':
      return character(expression.text);
    case 'name':
      return scope.named(expression.name);
    case 'sizeof': {
      const size = scope.sizeOf(expression);
      return size === undefined ? undefined : BigInt(size);
    }
    case 'cast':
      return expression.type.pointers === 0 ? value(expression.operand) : undefined;
    case 'unary': {
      const operand = value(expression.operand);
      if (operand === undefined) return undefined;
      if (expression.operator === '-') return -operand;
      if (expression.operator === '~') return ~operand;
      if (expression.operator === '!') return operand === 0n ? 1n : 0n;
      return expression.operator === '+' ? operand : undefined;
    }
    case 'conditional': {
      const condition = value(expression.condition);
      if (condition === undefined) return undefined;
      const chosen = condition !== 0n ? expression.then : expression.otherwise;
      return chosen ? value(chosen) : condition;
    }
    case 'binary': {
      const left = value(expression.left);
      const right = value(expression.right);
      return left === undefined || right === undefined ? undefined : binary(expression.operator, left, right);
    }
    default:
      return undefined;
  }
}

/** `0x10UL`, `010`, `1 << 12` is not one. */
export function integer(text: string): bigint | undefined {
  const plain = text.replace(/[uUlLzZ]+$/, '').replaceAll("'", '');
  if (/^0[0-7]+$/.test(plain)) return BigInt(`0o${plain.slice(1)}`);
  return /^(0[xX][0-9a-fA-F]+|0[bB][01]+|\d+)$/.test(plain) ? BigInt(plain) : undefined;
}

function character(text: string): bigint | undefined {
  const simple = /^'([^\\'])'$/.exec(text)?.[1];
  if (simple !== undefined) return BigInt(simple.charCodeAt(0));
  const escape = /^'\\([0abfnrtv\\'"])'$/.exec(text)?.[1];
  const values: Record<string, bigint> = {
    '0': 0n,
    a: 7n,
    b: 8n,
    t: 9n,
    n: 10n,
    v: 11n,
    f: 12n,
    r: 13n,
    '\\': 92n,
    "'": 39n,
    '"': 34n,
  };
  return escape === undefined ? undefined : values[escape];
}

function binary(operator: string, left: bigint, right: bigint): bigint | undefined {
  const truth = (value: boolean): bigint => (value ? 1n : 0n);
  // A shift by thousands would make a number that fills the memory.
  const shift = right >= 0n && right < 64n;
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return BigInt.asIntN(128, left * right);
    case '/':
      return right === 0n ? undefined : left / right;
    case '%':
      return right === 0n ? undefined : left % right;
    case '<<':
      return shift ? BigInt.asIntN(128, left << right) : undefined;
    case '>>':
      return shift ? left >> right : undefined;
    case '&':
      return left & right;
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    case '&&':
      return truth(left !== 0n && right !== 0n);
    case '||':
      return truth(left !== 0n || right !== 0n);
    case '==':
      return truth(left === right);
    case '!=':
      return truth(left !== right);
    case '<':
      return truth(left < right);
    case '>':
      return truth(left > right);
    case '<=':
      return truth(left <= right);
    case '>=':
      return truth(left >= right);
    default:
      return undefined;
  }
}
