/**
 * libbpf's macros look like C and are none. Before parsing, each is replaced by something of the same length that a C
 * parser reads as what it means, and recorded, so every offset stays true:
 *   SEC("xdp")               → blanks
 *   __uint(type, X)          → blanks, recorded as a member of the map
 *   int BPF_KPROBE(f, int a) → int            f( int a)
 *   bpf_for(i, 0, 10)        →     for(i; 0; 10)
 */
import { Kind, tokenize, type Tokens } from '#bpf/source/lexer';
import { sectionAt } from '#bpf/source/section';
import type { Mark, Name } from './ast';

export interface Masked {
  text: string;
  marks: Mark[];
}

export function mask(text: string): Masked {
  // Most items have none of it.
  if (!sign.test(text)) return { text, marks: [] };
  const tokens = tokenize(text);
  const edits: Edit[] = [];
  const marks = maskRange(tokens, 0, tokens.kind.length, edits);
  return { text: apply(text, edits), marks };
}

const sign = /\bSEC\b|__[a-z]|\bBPF_[A-Z]|\bbpf_(?:for|repeat|core)|container_of|\basm\b/;

/** Replaces `[start, end)` by `text` and blanks. */
interface Edit {
  start: number;
  end: number;
  text: string;
}

function maskRange(tokens: Tokens, from: number, to: number, edits: Edit[]): Mark[] {
  const marks: Mark[] = [];
  for (let at = from; at < to; at++) {
    if (tokens.kind[at] !== Kind.word) continue;
    const word = wordAt(tokens, at);
    const call = tokens.kind[at + 1] === openParen ? closing(tokens, at + 1, to) : undefined;
    const start = tokens.start[at] ?? 0;
    if (call !== undefined) {
      const end = tokens.end[call] ?? 0;
      if (word === 'SEC' || word === '__section') {
        const section = sectionAt(tokens, at + 2);
        if (section) {
          const literal = { start: section.start, end: section.end };
          marks.push({ kind: 'section', start, end, literal, text: section.text, exact: section.exact });
        }
        edits.push({ start, end, text: '' });
        at = call;
        continue;
      }
      if (mapMembers.has(word)) {
        marks.push(mapMember(tokens, at, call));
        // With the semicolon after it, which would stand alone.
        const after = tokens.kind[call + 1] === semicolon ? call + 1 : call;
        edits.push({ start, end: tokens.end[after] ?? end, text: '' });
        at = after;
        continue;
      }
      if (attributesWithArguments.has(word)) {
        marks.push({ kind: 'attribute', start, end, name: word });
        edits.push({ start, end, text: '' });
        at = call;
        continue;
      }
      if (programMacros.test(word) && tokens.kind[at + 2] === Kind.word) {
        marks.push(programMacro(tokens, at, call, edits));
        at += 2;
        continue;
      }
      if (word === 'bpf_for' || word === 'bpf_for_each' || word === 'bpf_repeat') {
        marks.push({ kind: 'loopMacro', start, end, macro: word });
        loopMacro(tokens, at, call, edits);
        at += 1;
        continue;
      }
      if (typeArguments.test(word)) blankTags(tokens, at + 2, call, edits);
    }
    if (attributes.has(word)) {
      const end = tokens.end[at] ?? 0;
      marks.push({ kind: 'attribute', start, end, name: word });
      edits.push({ start, end, text: '' });
    }
  }
  return marks;
}

function mapMember(tokens: Tokens, at: number, call: number): Mark {
  const comma = commaAfter(tokens, at + 2, call) ?? call;
  const member = nameAt(tokens, at + 2);
  const value = { start: tokens.start[comma + 1] ?? 0, end: tokens.end[call - 1] ?? 0 };
  // `__array(values, struct { __uint(…); })`: the inner map's members belong to it. Its edits are inside ours.
  const inner = maskRange(tokens, comma + 1, call, []);
  return {
    kind: 'mapMember',
    start: tokens.start[at] ?? 0,
    end: tokens.end[call] ?? 0,
    macro: wordAt(tokens, at),
    member,
    value: comma === call ? { start: value.end, end: value.end } : value,
    inner,
  };
}

/** `BPF_KPROBE(name, int a)` becomes `name( int a)`, `BPF_PROG(name)` becomes `name()`. */
function programMacro(tokens: Tokens, at: number, call: number, edits: Edit[]): Mark {
  const name = nameAt(tokens, at + 2);
  const start = tokens.start[at] ?? 0;
  const end = tokens.end[call] ?? 0;
  const comma = commaAfter(tokens, at + 2, call);
  if (comma !== undefined) {
    edits.push({ start, end: name.start, text: '' });
    const place = tokens.start[comma] ?? 0;
    edits.push({ start: place, end: place + 1, text: '(' });
  } else {
    // One to the left, so that there is room for both brackets; the mark knows where the name stands.
    edits.push({ start, end: name.start - 1, text: '' });
    edits.push({ start: name.start - 1, end, text: `${name.text}()` });
  }
  return { kind: 'programMacro', start, end, macro: wordAt(tokens, at), name };
}

function loopMacro(tokens: Tokens, at: number, call: number, edits: Edit[]): void {
  const start = tokens.start[at] ?? 0;
  const end = tokens.end[at] ?? 0;
  if (wordAt(tokens, at) === 'bpf_repeat') {
    edits.push({ start, end, text: 'while' });
    return;
  }
  edits.push({ start, end, text: wordAt(tokens, at) === 'bpf_for' ? '    for' : 'for' });
  let from = at + 2;
  for (let commas = 0; commas < 2; commas++) {
    const comma = commaAfter(tokens, from, call);
    if (comma === undefined) return;
    const place = tokens.start[comma] ?? 0;
    edits.push({ start: place, end: place + 1, text: ';' });
    from = comma + 1;
  }
}

/** `bpf_core_type_exists(struct task_struct)`: a type cannot be an argument in C, its name can. */
function blankTags(tokens: Tokens, from: number, to: number, edits: Edit[]): void {
  for (let at = from; at < to; at++) {
    const word = wordAt(tokens, at);
    if (word !== 'struct' && word !== 'union' && word !== 'enum') continue;
    const before = tokens.kind[at - 1];
    const after = tokens.kind[at + 2];
    if ((before === openParen || before === comma) && (after === comma || after === closeParen)) {
      edits.push({ start: tokens.start[at] ?? 0, end: tokens.end[at] ?? 0, text: '' });
    }
  }
}

function closing(tokens: Tokens, open: number, to: number): number | undefined {
  let depth = 0;
  for (let at = open; at < to; at++) {
    const kind = tokens.kind[at];
    if (kind === openParen) depth++;
    else if (kind === closeParen && --depth === 0) return at;
  }
  return undefined;
}

/** The first comma of this list, from `from` on. */
function commaAfter(tokens: Tokens, from: number, to: number): number | undefined {
  let depth = 0;
  for (let at = from; at < to; at++) {
    const kind = tokens.kind[at];
    if (kind === openParen || kind === openBrace || kind === openBracket) depth++;
    else if (kind === closeParen || kind === closeBrace || kind === closeBracket) depth--;
    else if (kind === comma && depth === 0) return at;
  }
  return undefined;
}

function apply(text: string, edits: readonly Edit[]): string {
  if (edits.length === 0) return text;
  const pieces: string[] = [];
  let last = 0;
  for (const { start, end, text: replacement } of [...edits].sort((a, b) => a.start - b.start)) {
    if (start < last) continue;
    pieces.push(text.slice(last, start), replacement);
    // Line breaks stay, so that a broken item breaks at the same lines.
    pieces.push(text.slice(start + replacement.length, end).replace(/[^\n\r]/g, ' '));
    last = end;
  }
  pieces.push(text.slice(last));
  return pieces.join('');
}

function wordAt({ text, start, end, kind }: Tokens, at: number): string {
  return kind[at] === Kind.word ? text.slice(start[at] ?? 0, end[at] ?? 0) : '';
}

function nameAt(tokens: Tokens, at: number): Name {
  return { text: wordAt(tokens, at), start: tokens.start[at] ?? 0, end: tokens.end[at] ?? 0 };
}

const openParen = 40;
const closeParen = 41;
const comma = 44;
const semicolon = 59;
const openBracket = 91;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;

const mapMembers = new Set(['__uint', '__type', '__array', '__ulong']);

const attributesWithArguments = new Set([
  '__attribute__',
  '__attribute',
  '__aligned',
  '__arg_untrusted',
  '__bpf_fastcall',
]);

const attributes = new Set([
  '__always_inline',
  '__noinline',
  '__weak',
  '__hidden',
  '__ksym',
  '__kconfig',
  '__kptr',
  '__kptr_untrusted',
  '__percpu_kptr',
  '__uptr',
  '__arena',
  '__arena_global',
  '__arg_ctx',
  '__arg_nonnull',
  '__arg_nullable',
  '__arg_trusted',
  '__arg_arena',
  '__arg_untrusted',
  '__maybe_unused',
  '__unused',
  '__used',
  '__packed',
  '__percpu',
  '__user',
  '__rcu',
  '__must_check',
  '__success',
  '__failure',
]);

/** BPF_PROG, BPF_KPROBE, BPF_KSYSCALL, BPF_USDT, BPF_STRUCT_OPS, …; those with a digit take pairs of type and name. */
const programMacros =
  /^BPF_(?:PROG|PROG2|KPROBE|KRETPROBE|KSYSCALL|KPROBE_SYSCALL|KRETSYSCALL|UPROBE|URETPROBE|USDT|STRUCT_OPS|STRUCT_OPS_SLEEPABLE)$/;

/** Macros that take types for arguments. */
const typeArguments = /^(?:bpf_core_\w+|container_of|offsetofend|__builtin_\w+|list_entry|rb_entry)$/;
