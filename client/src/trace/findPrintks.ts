/** Finds the `bpf_printk` calls that can have written a message, in a source file and the files of ours it includes. */
import * as path from 'node:path';
import { readIncludes } from '#bpf/source/includes';
import { matchPrintk } from '#bpf/source/matchPrintk';
import type { SourcePrintk } from '#bpf/source/scanSource';
import { scanSource } from '#bpf/source/scanSource';

export interface FoundPrintk extends SourcePrintk {
  file: string;
}

/** A program of more files than this is looked at in part. */
const mostFiles = 50;

/** `read` gives a file's text as the editor has it, undefined when there is no such file. */
export async function findPrintks(
  message: string,
  sourceFile: string,
  read: (file: string) => Promise<string | undefined>,
): Promise<FoundPrintk[]> {
  const files = [sourceFile];
  const candidates: FoundPrintk[] = [];
  for (const file of files) {
    const text = await read(file);
    if (text === undefined) continue;
    for (const printk of scanSource(text).printks) candidates.push({ ...printk, file });
    for (const include of readIncludes(text)) {
      const included = path.join(path.dirname(file), include.name);
      if (include.form === 'quoted' && files.length < mostFiles && !files.includes(included))
        files.push(included);
    }
  }
  return matchPrintk(message, candidates);
}
