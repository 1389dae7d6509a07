/**
 * `npx tsx bench/falseAlarms.ts FILE…`: what the checks say of programs that are known to be right, counted by check
 * and severity. Warnings and errors are false alarms, or finds; hints may be many.
 */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { checks } from '#server/checks/checks';
import { runChecks } from '#server/checks/runChecks';
import { ParsedDocument } from '#server/model/parsedDocument';
import { CParser } from '#server/syntax/parser';
import { grammarFiles } from './grammar';

async function main(): Promise<void> {
  const parser = await CParser.load(grammarFiles);
  const counts = new Map<string, number>();
  let loud = 0;
  const files = process.argv.slice(2);
  for (const file of files) {
    const document = new ParsedDocument(parser, readFileSync(file, 'utf8'));
    for (const finding of runChecks(document, checks, { severity: {}, kernel: undefined })) {
      const key = `${finding.severity} ${finding.check}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      if (finding.severity !== 'error' && finding.severity !== 'warning') continue;
      loud += 1;
      const line = document.text.slice(0, finding.start).split('\n').length;
      console.log(
        `${path.basename(path.dirname(file))}/${path.basename(file)}:${line} ${key}: ${finding.message}`,
      );
    }
  }
  for (const [key, count] of [...counts].sort()) console.log(`${String(count).padStart(6)} ${key}`);
  console.log(`${loud} warnings and errors in ${files.length} files`);
}

void main();
