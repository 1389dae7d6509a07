/**
 * What stands before a place, by its tokens: the tree of a line that is being typed is of little use. Looks back no
 * further than the statement, so its cost does not grow with the file.
 */
import { Kind, tokenText, type Tokens } from '#bpf/source/lexer';

export interface CallPlace {
  name: string;
  /** Offset of the name. */
  nameStart: number;
  /** Index of the argument that the place is in. */
  argument: number;
  /** Offset where that argument starts. */
  argumentStart: number;
}

/** Index of the last token that starts before the offset; -1 when there is none. */
export function tokenBefore(tokens: Tokens, offset: number): number {
  const { start } = tokens;
  let low = -1;
  let high = start.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((start[middle] ?? 0) < offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The token that the offset is in or at the end of; a word, a number or a string. */
export function tokenAt(tokens: Tokens, offset: number): number | undefined {
  const at = tokenBefore(tokens, offset);
  if (at >= 0 && (tokens.end[at] ?? 0) >= offset && (tokens.kind[at] ?? 0) >= Kind.word) return at;
  return tokens.start[at + 1] === offset && (tokens.kind[at + 1] ?? 0) >= Kind.word ? at + 1 : undefined;
}

/** The word at the offset, unless it is a member's name: what that means, its object says. */
export function wordAt(tokens: Tokens, offset: number): string | undefined {
  const at = tokenAt(tokens, offset);
  return at === undefined || tokens.kind[at] !== Kind.word || isMember(tokens, at)
    ? undefined
    : tokenText(tokens, at);
}

/** After `.` or `->`. */
export function isMember({ kind }: Tokens, at: number): boolean {
  return kind[at - 1] === dot || (kind[at - 1] === greater && kind[at - 2] === minus);
}

/** The word before the offset, as far as it is typed: its start, or the offset itself. */
export function wordStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && /[\w$]/.test(text.charAt(at - 1))) at--;
  return at;
}

/** The innermost call by name around the offset. */
export function callAt(tokens: Tokens, offset: number): CallPlace | undefined {
  let depth = 0;
  let argument = 0;
  let argumentStart: number | undefined;
  for (let at = tokenBefore(tokens, offset), steps = 0; at >= 0 && steps < furthest; at--, steps++) {
    const kind = tokens.kind[at];
    if (kind === closeParen || kind === closeBracket || kind === closeBrace) depth++;
    else if (kind === openBrace || kind === semicolon) {
      if (depth === 0 || kind === semicolon) return undefined;
      depth--;
    } else if (kind === openBracket) {
      if (depth > 0) depth--;
    } else if (kind === openParen) {
      if (depth > 0) {
        depth--;
        continue;
      }
      argumentStart ??= tokens.end[at] ?? 0;
      if (at > 0 && tokens.kind[at - 1] === Kind.word && !keywords.has(tokenText(tokens, at - 1))) {
        return {
          name: tokenText(tokens, at - 1),
          nameStart: tokens.start[at - 1] ?? 0,
          argument,
          argumentStart,
        };
      }
      // Brackets without a name are only in the way: `f((a`.
      argument = 0;
      argumentStart = undefined;
    } else if (kind === comma && depth === 0) {
      argument++;
      argumentStart ??= tokens.end[at] ?? 0;
    }
  }
  return undefined;
}

/** `ctx->da|`: the name before the arrow, empty when it is an expression; `last` is the token before the arrow. */
export function memberAt(
  tokens: Tokens,
  offset: number,
  text: string,
): { object: string; from: number; last: number } | undefined {
  const from = wordStart(text, offset);
  let at = tokenBefore(tokens, from);
  if (tokens.kind[at] === greater && tokens.kind[at - 1] === minus) at -= 2;
  else if (tokens.kind[at] === dot) at -= 1;
  else return undefined;
  if (at < 0) return undefined;
  const isName = tokens.kind[at] === Kind.word && !isMember(tokens, at);
  return { object: isName ? tokenText(tokens, at) : '', from, last: at };
}

const furthest = 400;
const keywords = new Set(['if', 'while', 'for', 'switch', 'return', 'sizeof']);
const openParen = 40;
const closeParen = 41;
const comma = 44;
const minus = 45;
const dot = 46;
const semicolon = 59;
const greater = 62;
const openBracket = 91;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;
