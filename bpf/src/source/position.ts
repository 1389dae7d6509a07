/** Places in a text as editors count them: UTF-16 code units, lines and characters from 0. */

export interface SourcePosition {
  offset: number;
  line: number;
  character: number;
}

export interface SourceRange {
  start: SourcePosition;
  /** Exclusive. */
  end: SourcePosition;
}

/** Offsets of all line starts; `\n`, `\r\n` and a lone `\r` end lines, as in VS Code and the language protocol. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  let lone = text.indexOf('\r');
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    for (; lone >= 0 && lone < at; lone = text.indexOf('\r', lone + 1)) {
      if (lone + 1 < at) starts.push(lone + 1);
    }
    starts.push(at + 1);
  }
  for (; lone >= 0; lone = text.indexOf('\r', lone + 1)) starts.push(lone + 1);
  return starts;
}

/** The range of `[start, end)`, given the text's line starts. */
export function rangeOf(starts: readonly number[], start: number, end: number): SourceRange {
  return { start: positionOf(starts, start), end: positionOf(starts, end) };
}

function positionOf(starts: readonly number[], offset: number): SourcePosition {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { offset, line: low, character: offset - (starts[low] ?? 0) };
}
