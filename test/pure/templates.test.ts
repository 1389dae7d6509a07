/** Every template is complete and says the same in all its files; every snippet is one that the editor understands. */
import { readdirSync } from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import { kernelVersion } from '#bpf/facts/kernelVersion';
import { scanSource } from '#bpf/source/scanSource';
import { checks } from '#server/checks/checks';
import { runChecks } from '#server/checks/runChecks';
import { ParsedDocument } from '#server/model/parsedDocument';
import { grammarFiles } from '#server/syntax/grammarForTests';
import { CParser } from '#server/syntax/parser';
import {
  expandSnippet,
  readSnippets,
  readTemplate,
  tabStops,
  templateFolders,
  templatesRoot,
  templateText,
} from './templateFiles';

const loading = CParser.load(grammarFiles);

describe.each(templateFolders)('the template %s', (folder) => {
  const template = readTemplate(folder);
  const source = templateText(folder, template.file);
  const readme = templateText(folder, 'README.md');

  it('has three files, named after the folder', () => {
    expect(template).toMatchObject({ id: folder, file: `${folder}.bpf.c` });
    expect(readdirSync(path.join(templatesRoot, folder)).sort()).toEqual(
      ['README.md', template.file, 'template.json'].sort(),
    );
  });

  it('has programs of its kind', () => {
    const { programs } = scanSource(source);
    expect(programs.map(({ section }) => section.split('/')[0])).toContain(template.kind);
    expect(programs.map(({ name }) => name).filter((name) => name.length > 15)).toEqual([]);
  });

  it('passes the checks without a word, on the oldest kernel that it is for too', async () => {
    const document = ParsedDocument.read(await loading, source);
    const said = [undefined, kernelVersion(template.needs.kernel)].flatMap((kernel) =>
      runChecks(document, checks, { severity: {}, kernel }).map(
        ({ check, message }) => `${check}: ${message}`,
      ),
    );
    expect(said).toEqual([]);
  });

  it('has placeholders that stand alone in the source and pass for an answer', () => {
    for (const { placeholder, pattern, default: proposed } of template.answers) {
      expect(source.split(wholeWord(placeholder)).length).toBeGreaterThan(1);
      expect(placeholder).toMatch(new RegExp(pattern));
      expect(proposed).toMatch(new RegExp(pattern));
    }
    const names = template.answers.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('takes no answer that would break out of its place', () => {
    for (const { pattern } of template.answers) {
      for (const evil of ['', 'a b', 'a"', 'a\\', 'a;', 'a\nb', 'a*/']) {
        expect(evil).not.toMatch(new RegExp(pattern));
      }
    }
  });

  it('has a readme that names the title and the kernel', () => {
    expect(readme).toMatch(new RegExp(`^# ${escape(template.title)}\n`));
    expect(readme).toContain(`**Needs** Linux ${template.needs.kernel}`);
    expect(readme).toContain('**Asks** ');
    expect(readme.includes('(BTF)')).toBe(template.needs.btf);
  });

  it('says that it needs type information when it includes it', () => {
    if (source.includes('"vmlinux.h"')) expect(template.needs.btf).toBe(true);
  });

  it('tells what it is in its first lines, under both licenses', () => {
    expect(source).toMatch(/^\/\/ SPDX-License-Identifier: GPL-2\.0 OR MIT\n\/\/ [A-Z]/);
    expect(source).toMatch(/char LICENSE\[\] SEC\("license"\) = "(Dual MIT\/)?GPL";/);
  });

  it('has Chinese texts in Chinese', () => {
    const chinese = [template.descriptionZh, ...template.answers.map(({ labelZh }) => labelZh)];
    expect(chinese.filter((text) => !/\p{Script=Han}/u.test(text))).toEqual([]);
  });
});

describe('snippets', () => {
  const snippets = readSnippets();

  it('have prefixes of their own', () => {
    const prefixes = snippets.map(({ prefix }) => prefix);
    expect([...new Set(prefixes)]).toEqual(prefixes);
    for (const known of ['bpfhello', 'bpfkprobe', 'bpfxdp', 'bpfmaphash', 'bpfmapringbuf', 'bpfprintk']) {
      expect(prefixes).toContain(known);
    }
  });

  it.each(snippets)('$prefix has tab stops without a gap, and leaves no mark behind', ({ body }) => {
    const stops = tabStops(body).filter((stop) => stop > 0);
    expect(stops).toEqual(stops.map((_, i) => i + 1));
    expect(expandSnippet(body)).not.toMatch(/[$\\](?!n)/);
  });
});

describe('the expansion of a snippet', () => {
  it.each([
    { body: 'a ${1:b} $1 ${2|c,d|} $0', expected: 'a b b c ' },
    { body: 'struct ${2:x_$1} of ${1:y}', expected: 'struct x_y of y' },
    { body: '"%d\\\\n \\$ \\}"', expected: '"%d\\n $ }"' },
    { body: '${3}', expected: '' },
  ])('$body', ({ body, expected }) => expect(expandSnippet([body])).toBe(expected));
});

function wholeWord(text: string): RegExp {
  return new RegExp(`(?<![\\w])${escape(text)}(?![\\w])`);
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
