/** Finds the name of a function definition among its tokens, with libbpf's macros that wrap the name. */
import { Kind, tokenText, type Tokens } from './lexer';

/**
 * Index of the token that names the function whose body opens at token `brace`; undefined when the brace opens
 * something else. The declaration starts at token `start`:
 *   `SEC("xdp") static __noinline int drop(struct xdp_md *ctx) {`
 *   `int BPF_KPROBE(do_unlinkat, int dfd) {`
 */
export function declaratorName(tokens: Tokens, start: number, brace: number): number | undefined {
  let best: number | undefined;
  let fallback: number | undefined;
  let depth = 0;
  let closed = false;
  for (let at = start; at < brace; at++) {
    const kind = tokens.kind[at];
    if (kind === openParen) {
      if (depth++ === 0 && tokens.kind[at - 1] === Kind.word && at - 1 >= start) consider(at - 1);
    } else if (kind === closeParen) {
      if (depth > 0) depth--;
      closed = true;
    } else if (kind === Kind.word && depth === 0 && tokens.kind[at + 1] === openBrace && at + 1 === brace) {
      // `struct event {` also ends in a word; a function's list of parameters was closed before.
      if (!closed || isTypeTag(tokenText(tokens, at - 1))) return undefined;
    }
  }
  if (!closed || isTypeTag(tokenText(tokens, brace - 1))) return undefined;
  return best ?? fallback;

  function consider(at: number): void {
    const name = tokenText(tokens, at);
    if (notFunctions.has(name)) return;
    if (nameMacros.test(name)) {
      if (tokens.kind[at + 2] === Kind.word) best = at + 2;
      return;
    }
    const before = tokens.kind[at - 1];
    const typed = at > start && (before === Kind.word || before === star);
    if (!typed) fallback = at;
    // An attribute macro after the parameters (`int f(void) __noinline __arg(x)`) is no better name.
    else if (best === undefined || !name.startsWith('__')) best = at;
  }
}

const openParen = 40;
const closeParen = 41;
const star = 42;
const openBrace = 123;

/** BPF_PROG, BPF_PROG2, BPF_KPROBE, BPF_KRETPROBE, BPF_KSYSCALL, BPF_USDT, BPF_STRUCT_OPS, …: `MACRO(name, …)`. */
const nameMacros = /^BPF_[A-Z][A-Z0-9_]*$/;

const notFunctions = new Set([
  'SEC',
  '__section',
  '__attribute__',
  '__attribute',
  'typeof',
  '__typeof__',
  '_Alignas',
  '__aligned',
  '__alignof__',
  'asm',
  '__asm__',
  '_Pragma',
  '_Static_assert',
]);

function isTypeTag(text: string): boolean {
  return text === 'struct' || text === 'union' || text === 'enum';
}
