/** Reads the source lines that the verifier mixes into its log. */

/** Where in the C source, from the line information that the compiler left in the object. */
export interface VerifierLine {
  /** File name without folders, and line and column from 1; absent before Linux 6.8, which prints the text only. */
  file?: string;
  line?: number;
  column?: number;
  /** The source line without its indentation. */
  text?: string;
}

/** `; *value += 1; @ count.bpf.c:9`; before Linux 6.8 without the place. */
export function readSourceComment(line: string): VerifierLine | undefined {
  const body = line.trim().replace(/^;\s*/, '');
  const placed = /^(?:(.*) )?@ (\S.*?):(\d+)(?::(\d+))?$/.exec(body);
  if (!placed) return body === '' ? undefined : { text: body };
  const [, text, file, row, column] = placed;
  if (file === undefined || Number(row) === 0) return undefined;
  return {
    file,
    line: Number(row),
    ...(column === undefined ? {} : { column: Number(column) }),
    ...(text === undefined || text.trim() === '' ? {} : { text: text.trim() }),
  };
}
