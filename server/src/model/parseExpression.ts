/**
 * A small reader of constant expressions in text that the C parser does not see: the arguments of `__uint` and the
 * values of macros. Undefined for whatever it does not know.
 */
import { Kind, tokenize, tokenText, type Tokens } from '#bpf/source/lexer';
import type { Expression, TypeName } from '../syntax/ast';

export function parseExpression(text: string): Expression | undefined {
  if (text.length > 2000) return undefined;
  const reader = new ExpressionReader(tokenize(text));
  const found = reader.conditional();
  return found && reader.atEnd ? found : undefined;
}

const levels = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];

class ExpressionReader {
  #at = 0;
  #depth = 0;

  constructor(private readonly tokens: Tokens) {}

  get atEnd(): boolean {
    return this.#at >= this.tokens.kind.length;
  }

  conditional(): Expression | undefined {
    const condition = this.binary(0);
    if (!condition || !this.#take('?')) return condition;
    const then = this.conditional();
    if (!then || !this.#take(':')) return undefined;
    const otherwise = this.conditional();
    return otherwise && { kind: 'conditional', start: 0, end: 0, condition, then, otherwise };
  }

  binary(level: number): Expression | undefined {
    const operators = levels[level];
    if (!operators) return this.#unary();
    let left = this.binary(level + 1);
    while (left) {
      const operator = this.#operator(operators);
      if (operator === undefined) return left;
      const right = this.binary(level + 1);
      left = right && { kind: 'binary', start: 0, end: 0, operator, left, right };
    }
    return undefined;
  }

  #unary(): Expression | undefined {
    if (++this.#depth > 200) return undefined;
    for (const operator of ['-', '~', '!', '+']) {
      if (!this.#take(operator)) continue;
      const operand = this.#unary();
      return operand && { kind: 'unary', start: 0, end: 0, operator, operand };
    }
    return this.#primary();
  }

  #primary(): Expression | undefined {
    const kind = this.tokens.kind[this.#at];
    const text = tokenText(this.tokens, this.#at);
    if (kind === Kind.number) {
      this.#at++;
      return { kind: 'number', start: 0, end: 0, text };
    }
    if (kind === Kind.character) {
      this.#at++;
      return { kind: 'character', start: 0, end: 0, text };
    }
    if (text === 'sizeof') {
      this.#at++;
      return this.#sizeof();
    }
    if (kind === Kind.word) {
      this.#at++;
      return this.tokens.kind[this.#at] === 40 ? undefined : { kind: 'name', start: 0, end: 0, name: text };
    }
    if (!this.#take('(')) return undefined;
    const inner = this.conditional();
    return inner && this.#take(')') ? inner : undefined;
  }

  #sizeof(): Expression | undefined {
    if (!this.#take('(')) return undefined;
    const words: string[] = [];
    let pointers = 0;
    for (;;) {
      if (this.#take(')')) break;
      if (this.#take('*')) {
        pointers++;
        continue;
      }
      if (this.tokens.kind[this.#at] !== Kind.word || pointers > 0) return undefined;
      words.push(tokenText(this.tokens, this.#at++));
    }
    const base = words.filter((word) => word !== 'const' && word !== 'volatile').join(' ');
    const type: TypeName = {
      start: 0,
      end: 0,
      base,
      pointers,
      arrays: [],
      isFunctionPointer: false,
      qualifiers: [],
    };
    return { kind: 'sizeof', start: 0, end: 0, type };
  }

  #operator(among: readonly string[]): string | undefined {
    const one = tokenText(this.tokens, this.#at);
    const next = tokenText(this.tokens, this.#at + 1);
    const adjacent = this.tokens.end[this.#at] === this.tokens.start[this.#at + 1];
    const two = adjacent ? one + next : '';
    if (among.includes(two)) {
      this.#at += 2;
      return two;
    }
    // The first half of `&&` is no `&`.
    if (!among.includes(one) || ['||', '&&', '<<', '>>', '<=', '>=', '==', '!='].includes(two))
      return undefined;
    this.#at++;
    return one;
  }

  #take(text: string): boolean {
    if (tokenText(this.tokens, this.#at) !== text) return false;
    this.#at++;
    return true;
  }
}
