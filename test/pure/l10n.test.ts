/** Every text that a person can see exists in English and in Simplified Chinese, with the same placeholders. */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';
import { describe, expect, it } from 'vitest';

const root = path.join(__dirname, '../..');

function readJson(name: string): Record<string, string> {
  return JSON.parse(readFileSync(path.join(root, name), 'utf8')) as Record<string, string>;
}

function placeholders(text: string): string[] {
  return [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
}

function expectSamePlaceholders(english: Record<string, string>, chinese: Record<string, string>): void {
  const unequal = Object.keys(english).filter(
    (key) => placeholders(english[key] ?? '').join() !== placeholders(chinese[key] ?? '').join(),
  );
  expect(unequal).toEqual([]);
}

describe('texts in code', async () => {
  const contents = ['client', 'targets', 'cli', 'server'].flatMap((folder) =>
    readdirSync(path.join(root, folder, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => readFileSync(path.join(root, folder, 'src', name), 'utf8')),
  );
  const used = await getL10nJson(contents.map((text) => ({ contents: text, extension: '.ts' as const })));
  // A message with a translator's comment is keyed by both: "message/comment".
  const english = Object.fromEntries(
    Object.entries(used).map(([key, value]) => [key, typeof value === 'string' ? value : value.message]),
  );
  const chinese = readJson('l10n/bundle.l10n.zh-cn.json');

  it('finds the texts', () => expect(Object.keys(english).length).toBeGreaterThan(50));
  it('are all translated', () => expect(Object.keys(english).filter((key) => !(key in chinese))).toEqual([]));
  it('have no translation too many', () =>
    expect(Object.keys(chinese).filter((key) => !(key in english))).toEqual([]));
  it('keep their placeholders', () => expectSamePlaceholders(english, chinese));
});

describe('texts of the manifest', () => {
  const english = readJson('package.nls.json');
  const chinese = readJson('package.nls.zh-cn.json');
  const used = [...readFileSync(path.join(root, 'package.json'), 'utf8').matchAll(/"%([^%"]+)%"/g)].map(
    ([, key]) => key ?? '',
  );

  it('are all there', () => expect([...new Set(used)].sort()).toEqual(Object.keys(english).sort()));
  it('are all translated', () => expect(Object.keys(chinese).sort()).toEqual(Object.keys(english).sort()));
  it('keep their placeholders', () => expectSamePlaceholders(english, chinese));
});
