/**
 * Reads what clang writes to stderr. Code excerpts, carets, fix-its and summaries are passed over; a line that is
 * not understood stays unread. Never throws, whatever the text. The forms are those of clang's TextDiagnostic.cpp
 * with `-fno-color-diagnostics`.
 */

/** File names are as clang wrote them. Lines and columns count from 1, columns in bytes. */
export interface CompilerPosition {
  file: string;
  line: number;
  column: number;
}

export interface CompilerNote extends CompilerPosition {
  message: string;
}

export interface CompilerMessage {
  severity: 'error' | 'warning' | 'note';
  /** clang stopped at it: a missing include, say. */
  fatal: boolean;
  message: string;
  /** Absent for messages about the command line or the whole compilation. */
  position?: CompilerPosition;
  /** The switch that governs a warning, e.g. `-Wunused-variable`. */
  flag?: string;
  /** The includes that led to the file, the innermost last. The column is always 1. */
  includedFrom: CompilerPosition[];
  notes: CompilerNote[];
}

// ./main.c:4:10: fatal error: 'nope.h' file not found
// The name is taken as short as possible: what follows it may quote other positions.
const placed = /^(.+?):(\d+):(\d+):(?:(?:\{[^}]*\})+:)? (fatal error|error|warning|note|remark): (.*)$/;
// In file included from ./main.c:1:
const includedFrom = /^In file included from (.+):(\d+):$/;
// clang: error: no such file or directory: 'x.c'        error: unable to open output file 'x.o': '…'
const unplaced = /^(?:[^\s:]*clang[^\s:]*: )?(fatal error|error|warning): (.*)$/;
// unused variable 'x' [-Wunused-variable]        … [-Werror,-Wunused-variable]
const switchOf = / \[(?:-Werror,)?(-W[^\]]+)\]$/;

export function parseClangMessages(text: string): CompilerMessage[] {
  const messages: CompilerMessage[] = [];
  let stack: CompilerPosition[] = [];
  for (const line of text.split(/\r?\n/)) {
    const include = includedFrom.exec(line);
    if (include) {
      stack.push({ file: include[1] ?? '', line: count(include[2]), column: 1 });
      continue;
    }
    const match = placed.exec(line);
    if (match) {
      const [, file = '', row, column, kind = '', words = ''] = match;
      const position = { file, line: count(row), column: count(column) };
      if (kind === 'note' || kind === 'remark') addNote(messages, position, words);
      else messages.push({ ...severity(kind, words), position, includedFrom: stack, notes: [] });
    } else {
      const general = unplaced.exec(line);
      if (!general) continue;
      messages.push({ ...severity(general[1] ?? '', general[2] ?? ''), includedFrom: [], notes: [] });
    }
    stack = [];
  }
  return messages;
}

function severity(
  kind: string,
  words: string,
): Pick<CompilerMessage, 'severity' | 'fatal' | 'message' | 'flag'> {
  const flag = switchOf.exec(words);
  return {
    severity: kind === 'warning' ? 'warning' : 'error',
    fatal: kind === 'fatal error',
    message: flag ? words.slice(0, flag.index) : words,
    ...(flag?.[1] === undefined ? {} : { flag: flag[1] }),
  };
}

/** A note belongs to the message before it; one without a message stands for itself. */
function addNote(messages: CompilerMessage[], position: CompilerPosition, message: string): void {
  const parent = messages.at(-1);
  if (parent) parent.notes.push({ ...position, message });
  else messages.push({ severity: 'note', fatal: false, message, position, includedFrom: [], notes: [] });
}

/** Larger numbers than a file can have lines are as good as the largest. */
function count(digits: string | undefined): number {
  return Math.max(1, Math.min(Number(digits ?? 1), 0x7fff_ffff));
}
