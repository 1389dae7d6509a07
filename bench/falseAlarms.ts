/**
 * `npx tsx bench/falseAlarms.ts FILE…`: what the checks say of programs that are known to be right, counted by check
 * and severity. Warnings and errors are false alarms, or finds; hints may be many.
 */
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { checks } from '#server/checks/checks';
import { FindingCache, runChecks } from '#server/checks/runChecks';
import { HeaderStore } from '#server/headers/headerStore';
import { Facts } from '#server/model/facts';
import type { Included } from '#server/model/included';
import { ParsedDocument } from '#server/model/parsedDocument';
import { CParser } from '#server/syntax/parser';
import { grammarFiles } from './grammar';

async function main(): Promise<void> {
  const parser = await CParser.load(grammarFiles);
  const counts = new Map<string, number>();
  let loud = 0;
  const files = process.argv.slice(2);
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    const document = ParsedDocument.read(parser, text);
    const facts = new Facts(document.model, await headersOf(path.resolve(file), document, parser));
    const settings = { severity: {}, kernel: undefined };
    for (const finding of runChecks(document, checks, settings, new FindingCache(), facts)) {
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

/** As in an editor that has the file's project open: the nearest folder above it with a Makefile. */
function headersOf(file: string, { tokens }: ParsedDocument, parser: CParser): Promise<Included> {
  const store = new HeaderStore(
    () => parser,
    () => undefined,
  );
  store.places = { roots: [projectOf(file)], includeDirectories: [] };
  return store.read(file, tokens.includes);
}

function projectOf(file: string): string {
  for (let folder = path.dirname(file); folder !== path.dirname(folder); folder = path.dirname(folder))
    if (existsSync(path.join(folder, 'Makefile')) || existsSync(path.join(folder, '.git'))) return folder;
  return path.dirname(file);
}

void main();
