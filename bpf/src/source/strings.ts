/** String values in a token stream: adjacent literals, macros that stand for literals, and named character arrays. */
import { Kind, tokenText, type Tokens } from './lexer';
import { literalText } from './literal';

export interface StringValue {
  text: string;
  /** False when a macro that is defined elsewhere leaves a gap in `text`. */
  exact: boolean;
  /** Offsets of the literals and macro names. */
  pieces: { start: number; end: number }[];
  /** Index of the token after the value. */
  next: number;
}

/** Literals and all-literal macros from token `at` on; no pieces when there is none. */
export function stringsAt(tokens: Tokens, at: number): StringValue {
  const value: StringValue = { text: '', exact: true, pieces: [], next: at };
  for (; ; value.next++) {
    const kind = tokens.kind[value.next];
    if (kind === Kind.string) {
      value.text += literalText(tokenText(tokens, value.next));
    } else if (kind === Kind.word) {
      const macro = tokens.stringMacros.get(tokenText(tokens, value.next));
      if (macro === undefined && !besideLiteral(tokens, value.next)) return value;
      if (macro === undefined) value.exact = false;
      else value.text += macro;
    } else {
      return value;
    }
    value.pieces.push({ start: tokens.start[value.next] ?? 0, end: tokens.end[value.next] ?? 0 });
  }
}

/** A name next to a literal can only be a macro that stands for one: `"kprobe/" SYS_PREFIX "write"`. */
function besideLiteral(tokens: Tokens, at: number): boolean {
  return tokens.kind[at - 1] === Kind.string || tokens.kind[at + 1] === Kind.string;
}

/**
 * The string that the `=` at token `at` gives to a name:
 *   `char fmt[] = "pid %d";`   `const char *fmt = "…";`   `char LICENSE[] SEC("license") = "GPL";`
 */
export function declaredString(tokens: Tokens, at: number): { name: string; value: StringValue } | undefined {
  const next = tokens.kind[at + 1];
  if (next !== Kind.string && next !== Kind.word) return undefined;
  const value = stringsAt(tokens, at + 1);
  if (value.pieces.length === 0) return undefined;
  let before = at - 1;
  // Back over attributes: a parenthesised list and the name before it.
  while (tokens.kind[before] === closeParen) before = openOf(tokens, before, openParen, closeParen) - 2;
  // A bare attribute between brackets and `=`, as in `char fmt[] __aligned = …`, is a word after `]`.
  while (tokens.kind[before] === Kind.word && tokens.kind[before - 1] === closeBracket) before--;
  while (tokens.kind[before] === closeBracket) before = openOf(tokens, before, openBracket, closeBracket) - 1;
  if (tokens.kind[before] !== Kind.word) return undefined;
  return { name: tokenText(tokens, before), value };
}

const openParen = 40;
const closeParen = 41;
const openBracket = 91;
const closeBracket = 93;

/** Index of the bracket that the one at `close` closes; -1 when there is none near. */
function openOf(tokens: Tokens, close: number, open: number, closing: number): number {
  let depth = 0;
  // Bounded, because in broken code every `=` could otherwise walk back through the whole file.
  for (let at = close; at >= 0 && at > close - 64; at--) {
    const kind = tokens.kind[at];
    if (kind === closing) depth++;
    else if (kind === open && --depth === 0) return at;
  }
  return -1;
}
