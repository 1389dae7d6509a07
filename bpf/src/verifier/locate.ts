/** Finds in an editor's text the line that the verifier means. */
import { lineStarts, rangeOf, type SourceRange } from '../source/position';
import type { VerifierLine } from './sourceComment';

/**
 * The line's text without its indentation, as a range of `text`. `fileName` is the text's, without folders;
 * `within` the program's function, in which a line without a number is looked for. Undefined when the line is of
 * another file, or when its text stands in no place or in several: the program's name is the better place then.
 */
export function locate(
  line: VerifierLine,
  text: string,
  fileName: string,
  within: SourceRange | undefined,
): SourceRange | undefined {
  if (line.file !== undefined && line.file !== fileName) return undefined;
  const starts = lineStarts(text);
  const row = line.line === undefined ? rowByText(line.text ?? '', text, starts, within) : line.line - 1;
  const start = row === undefined ? undefined : starts[row];
  if (row === undefined || start === undefined) return undefined;
  const whole = text.slice(start, starts[row + 1] ?? text.length);
  const indent = whole.length - whole.trimStart().length;
  return rangeOf(starts, start + (whole.trim() === '' ? 0 : indent), start + whole.trimEnd().length);
}

function rowByText(
  wanted: string,
  text: string,
  starts: readonly number[],
  within: SourceRange | undefined,
): number | undefined {
  let found: number | undefined;
  const last = Math.min(within?.end.line ?? starts.length - 1, starts.length - 1);
  for (let row = within?.start.line ?? 0; row <= last; row++) {
    if (text.slice(starts[row], starts[row + 1]).trim() !== wanted) continue;
    if (found !== undefined) return undefined;
    found = row;
  }
  return found;
}
