/**
 * Where in the source the verifier's objection belongs: the C line that it was looking at when the log names one of
 * this file, else the program's name. Kernels before 6.8 print a line's text and no number; text that is there
 * twice points nowhere. Pure.
 */
import { scanSource, type SourceProgram } from '#bpf/source/scanSource';
import type { VerifierLine } from '#bpf/verifier/sourceComment';

/** Lines and UTF-16 columns from 0; within one line. */
export interface Place {
  line: number;
  start: number;
  end: number;
}

/** @param fileName of the source, without folders */
export function verifierPlace(
  source: { text: string; fileName: string },
  programName: string,
  seen: VerifierLine | undefined,
): Place {
  const lines = source.text.split(/\r\n|\r|\n/);
  const program = scanSource(source.text).programs.find(({ name }) => name === programName);
  const line = seen && lineOf(lines, source.fileName, program, seen);
  if (line !== undefined) return wholeLine(line, lines[line] ?? '');
  if (!program) return wholeLine(0, lines[0] ?? '');
  const { start, end } = program.nameRange;
  return { line: start.line, start: start.character, end: end.character };
}

function lineOf(
  lines: readonly string[],
  fileName: string,
  program: SourceProgram | undefined,
  { file, line, text }: VerifierLine,
): number | undefined {
  if (file !== undefined && file !== fileName) return undefined;
  const isThat = (index: number): boolean => lines[index]?.trim() === text;
  // A number alone is believed; with the text beside it, only while the file still says the same there.
  if (line !== undefined && line <= lines.length && (text === undefined || isThat(line - 1))) return line - 1;
  if (text === undefined) return undefined;
  const all = lines.map((_, index) => index).filter(isThat);
  const first = program?.functionRange.start.line ?? 0;
  const last = program?.functionRange.end.line ?? lines.length;
  const inProgram = all.filter((index) => index >= first && index <= last);
  // What is not in the program itself may be in a function that the compiler put into it.
  return only(inProgram) ?? only(all);
}

function only(candidates: readonly number[]): number | undefined {
  return candidates.length === 1 ? candidates[0] : undefined;
}

function wholeLine(line: number, text: string): Place {
  return { line, start: text.length - text.trimStart().length, end: text.trimEnd().length };
}
