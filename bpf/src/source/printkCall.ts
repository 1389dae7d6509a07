/** Reads the format of one `bpf_printk`-like call. */
import { Kind, tokenText, type Tokens } from './lexer';
import { stringsAt, type StringValue } from './strings';

export interface PrintkCall {
  format: string;
  start: number;
  end: number;
  sources: StringValue;
}

/**
 * The call whose name is token `at`; undefined when its format is not to be found in this file.
 *   `bpf_printk("a " "b %d\n", x)`
 *   `char fmt[] = "a %d"; bpf_trace_printk(fmt, sizeof(fmt), x)`
 */
export function readPrintk(
  tokens: Tokens,
  at: number,
  ...scopes: ReadonlyMap<string, StringValue>[]
): PrintkCall | undefined {
  let argument = at + 2;
  // Casts and spare parentheses: `((const char *)fmt, …`; the last word of the first argument is its name.
  while (tokens.kind[argument] === openParen) argument++;
  let value: StringValue | undefined = stringsAt(tokens, argument);
  if (value.pieces.length === 0 || !value.exact) value = namedString(tokens, argument, scopes);
  if (!value) return undefined;
  return { format: value.text, start: tokens.start[at] ?? 0, end: callEnd(tokens, at + 1), sources: value };
}

const openParen = 40;
const closeParen = 41;
const comma = 44;
const semicolon = 59;
const openBrace = 123;
const closeBrace = 125;

function namedString(
  tokens: Tokens,
  from: number,
  scopes: readonly ReadonlyMap<string, StringValue>[],
): StringValue | undefined {
  let name = '';
  for (let at = from; at < from + 16; at++) {
    const kind = tokens.kind[at];
    if (kind === undefined || kind === comma || kind === semicolon || kind === openBrace) break;
    if (kind === closeParen && tokens.kind[at + 1] === semicolon) break;
    if (kind === Kind.word) name = tokenText(tokens, at);
  }
  for (const scope of scopes) {
    const value = scope.get(name);
    if (value) return value;
  }
  return undefined;
}

/** Offset after the call's closing parenthesis; before the statement's end when it is missing. */
function callEnd(tokens: Tokens, open: number): number {
  let parens = 0;
  let braces = 0;
  for (let at = open; at < tokens.kind.length; at++) {
    const kind = tokens.kind[at];
    if (kind === openParen) parens++;
    else if (kind === closeParen && --parens === 0) return tokens.end[at] ?? 0;
    else if (kind === openBrace) braces++;
    // A semicolon inside braces belongs to a statement expression among the arguments.
    else if (kind === closeBrace ? --braces < 0 : kind === semicolon && braces === 0)
      return tokens.end[at - 1] ?? 0;
  }
  return tokens.end[tokens.end.length - 1] ?? 0;
}
