/**
 * Splits C into tokens, light and forgiving: comments, text under `#if 0` and directives leave none, an unclosed
 * string ends with its line. It does not expand macros; it only remembers those that stand for string literals.
 */
import { literalText } from './literal';

/** Kinds above the character codes; a punctuation mark's kind is its own character code. */
export const Kind = {
  word: 256,
  number: 257,
  string: 258,
  character: 259,
  branchIf: 260,
  branchElse: 261,
  branchEnd: 262,
};

/** Tokens in parallel arrays, since a large file has a hundred thousand of them. */
export interface Tokens {
  text: string;
  kind: Uint16Array;
  start: Uint32Array;
  end: Uint32Array;
  /** `#define NAME "text"`, last definition wins. */
  stringMacros: Map<string, string>;
  /** `#include`s, those under conditions too; `start` is where the directive stands. */
  includes: { name: string; form: 'quoted' | 'angle'; start: number }[];
}

export function tokenize(text: string): Tokens {
  const tokens = new TokenList(text);
  const branches: Branch[] = [];
  let at = 0;
  let lineIsBlank = true;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (unit === 10 || unit === 13) {
      lineIsBlank = true;
      at++;
    } else if (unit <= 32 || unit === 92) {
      at++; // A backslash outside strings only joins lines.
    } else if (unit === 47 && isComment(text, at)) {
      at = commentEnd(text, at);
    } else if (unit === 35 && lineIsBlank) {
      at = directive(tokens, branches, at);
    } else {
      lineIsBlank = false;
      const isWord = isWordStart(unit);
      let end = at + 1;
      if (isWord || isDigit(unit)) while (isWordPart(text.charCodeAt(end))) end++;
      else if (unit === 34 || unit === 39) end = quotedEnd(text, at, unit);
      if (branches.length === 0 || branches[branches.length - 1]?.skipped === false) {
        tokens.add(isWord ? Kind.word : literalKind(unit), at, end);
      }
      at = end;
    }
  }
  return tokens.cut();
}

/** Tokens while they are being added. Plain arrays of so many numbers are what the garbage collector spends its time on. */
class TokenList implements Tokens {
  kind: Uint16Array;
  start: Uint32Array;
  end: Uint32Array;
  readonly stringMacros = new Map<string, string>();
  readonly includes: Tokens['includes'] = [];
  #length = 0;

  constructor(readonly text: string) {
    // C has a token for every four characters or so.
    const expected = (text.length >> 2) + 16;
    this.kind = new Uint16Array(expected);
    this.start = new Uint32Array(expected);
    this.end = new Uint32Array(expected);
  }

  add(kind: number, start: number, end: number): void {
    const at = this.#length++;
    if (at >= this.kind.length) this.#grow();
    this.kind[at] = kind;
    this.start[at] = start;
    this.end[at] = end;
  }

  cut(): Tokens {
    const { text, stringMacros, includes } = this;
    return {
      text,
      kind: this.kind.slice(0, this.#length),
      start: this.start.slice(0, this.#length),
      end: this.end.slice(0, this.#length),
      stringMacros,
      includes,
    };
  }

  #grow(): void {
    const { kind, start, end } = this;
    const size = kind.length * 2;
    (this.kind = new Uint16Array(size)).set(kind);
    (this.start = new Uint32Array(size)).set(start);
    (this.end = new Uint32Array(size)).set(end);
  }
}

/** Token `at`'s text; empty past the end. */
export function tokenText(tokens: Tokens, at: number): string {
  return tokens.text.slice(tokens.start[at] ?? 0, tokens.end[at] ?? 0);
}

function literalKind(unit: number): number {
  if (isDigit(unit)) return Kind.number;
  return unit === 34 ? Kind.string : unit === 39 ? Kind.character : unit;
}

/** An open `#if`. `known` when its condition is a constant, so that one branch is dead for certain. */
interface Branch {
  known: boolean;
  /** Of a known condition: whether a live branch has been met. */
  taken: boolean;
  skipped: boolean;
  outerSkipped: boolean;
}

/** Handles the directive that starts at `#` and returns its end (the newline is left). */
function directive(tokens: TokenList, branches: Branch[], hash: number): number {
  const { text } = tokens;
  const end = directiveEnd(text, hash);
  const match = directivePattern.exec(text.slice(hash, Math.min(end, hash + 400)));
  const name = match?.[1] ?? '';
  const rest = (match?.[2] ?? '').replace(/\/\*.*?(?:\*\/|$)|\/\/.*/g, '').trim();
  const top = branches[branches.length - 1];
  if (name === 'if' || name === 'ifdef' || name === 'ifndef') {
    const dead = name === 'if' && /^(0|false|\(0\))$/.test(rest);
    const live = name === 'if' && /^(1|true|\(1\))$/.test(rest);
    const outerSkipped = top?.skipped === true;
    branches.push({ known: dead || live, taken: live, skipped: outerSkipped || dead, outerSkipped });
    if (!outerSkipped) tokens.add(Kind.branchIf, hash, end);
  } else if (top && (name === 'else' || name === 'elif')) {
    top.skipped = top.outerSkipped || (top.known && top.taken) || (name === 'elif' && rest === '0');
    // After a dead branch the rest is live, or as unknown as the `#elif`'s condition.
    if (!top.skipped) top.taken = true;
    if (!top.outerSkipped && !top.known) tokens.add(Kind.branchElse, hash, end);
    if (name === 'elif' && !top.skipped) top.known = false;
  } else if (top && name === 'endif') {
    branches.pop();
    if (!top.outerSkipped) tokens.add(Kind.branchEnd, hash, end);
  } else if (name === 'include' || name === 'include_next' || name === 'import') {
    const [, quoted, angle] = /^(?:"([^"\n]+)"|<([^>\n]+)>)/.exec(match?.[2] ?? '') ?? [];
    const included = quoted ?? angle;
    if (included !== undefined)
      tokens.includes.push({ name: included, form: quoted === undefined ? 'angle' : 'quoted', start: hash });
  } else if (name === 'define' && top?.skipped !== true) {
    const macro = /^(\w+)[ \t]+("(?:[^"\\\n]|\\.)*"(?:\s*"(?:[^"\\\n]|\\.)*")*)$/.exec(rest);
    if (macro?.[1] !== undefined) tokens.stringMacros.set(macro[1], literalText(macro[2] ?? ''));
  }
  return end;
}

/** `#  define LICENSE "GPL"`; name, then the rest of the logical line. */
const directivePattern = /^#[ \t]*(\w+)[ \t]*([^]*)/;

/** A directive runs to the end of its line, joined lines and comments that span lines included. */
function directiveEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (unit === 10 || unit === 13) return at;
    if (unit === 92) at += text.startsWith('\r\n', at + 1) ? 3 : 2;
    else if (unit === 47 && isComment(text, at)) at = commentEnd(text, at);
    else if (unit === 34) at = quotedEnd(text, at, unit);
    else at++;
  }
  return text.length;
}

/** After the closing quote, or at the end of the line when there is none. */
function quotedEnd(text: string, from: number, quote: number): number {
  let at = from + 1;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (unit === quote) return at + 1;
    if (unit === 10 || unit === 13) return at;
    if (unit === 92) at += text.startsWith('\r\n', at + 1) ? 3 : 2;
    else at++;
  }
  return text.length;
}

function isComment(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  return next === 42 || next === 47;
}

function commentEnd(text: string, at: number): number {
  if (text.charCodeAt(at + 1) === 42) {
    const close = text.indexOf('*/', at + 2);
    return close < 0 ? text.length : close + 2;
  }
  let end = at + 2;
  while (end < text.length) {
    const unit = text.charCodeAt(end);
    if (unit === 92) end += text.startsWith('\r\n', end + 1) ? 3 : 2;
    else if (unit === 10 || unit === 13) return end;
    else end++;
  }
  return text.length;
}

/** Letters, `_`, `$` and everything outside ASCII, as clang allows in names. */
function isWordStart(unit: number): boolean {
  return unit >= 128 || wordUnits[unit] === 2;
}

/** False for NaN, which is what lies past the end of the text. */
function isWordPart(unit: number): boolean {
  return unit >= 128 || (wordUnits[unit] ?? 0) > 0;
}

function isDigit(unit: number): boolean {
  return wordUnits[unit] === 1;
}

/** By character code: 1 for digits, 2 for what may start a word. A table, as this decides the lexer's speed. */
const wordUnits = Uint8Array.from({ length: 128 }, (_, unit) => {
  const character = String.fromCharCode(unit);
  return /[0-9]/.test(character) ? 1 : /[A-Za-z_$]/.test(character) ? 2 : 0;
});
