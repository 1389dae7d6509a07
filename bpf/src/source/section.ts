/** The section that a declaration names, and the one that sched_ext's macros imply. */
import { tokenText, type Tokens } from './lexer';
import { stringsAt } from './strings';

export interface Section {
  text: string;
  /** False when part of the name is a macro that is defined elsewhere. */
  exact: boolean;
  /** Offsets of the literals with their quotes. */
  start: number;
  end: number;
}

/** The section named by the literals from token `at` on. */
export function sectionAt(tokens: Tokens, at: number): Section | undefined {
  const found = stringsAt(tokens, at);
  const first = found.pieces[0];
  const last = found.pieces[found.pieces.length - 1];
  if (!first || !last) return undefined;
  return { text: found.text, exact: found.exact, start: first.start, end: last.end };
}

/** sched_ext's macros bring their own section: `BPF_STRUCT_OPS(simple_init)` is `SEC("struct_ops/simple_init")`. */
export function impliedSection(tokens: Tokens, name: number): Section | undefined {
  const macro = tokenText(tokens, name - 2);
  if (!macro.startsWith('BPF_STRUCT_OPS')) return undefined;
  const kind = macro === 'BPF_STRUCT_OPS_SLEEPABLE' ? 'struct_ops.s/' : 'struct_ops/';
  return {
    text: kind + tokenText(tokens, name),
    exact: true,
    start: tokens.start[name - 2] ?? 0,
    end: tokens.end[name - 2] ?? 0,
  };
}
