/**
 * Who may import whom. Project references keep most of it; this table says why, and keeps what references cannot:
 * `bpf` and `protocol` import nothing at all, `vscode` stays in the client, `node:` stays out of the pages.
 */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = path.join(__dirname, '../..');

const rules: { from: string; mayNot: RegExp; because: string }[] = [
  {
    from: 'bpf',
    mayNot: /^(?!\.|#bpf\/)/,
    because: 'bytes and text in, values out: it runs in Node, a worker and a page',
  },
  {
    from: 'protocol',
    mayNot: /^(?!\.|#protocol\/)/,
    because: 'types of a boundary belong to neither side of it',
  },
  {
    from: 'targets',
    mayNot: /^vscode$/,
    because: 'the command line runs the same machinery without an editor',
  },
  {
    from: 'targets',
    mayNot: /(^|\/)(client|server|media|cli)\//,
    because: 'machines know no user interface',
  },
  {
    from: 'targets',
    mayNot: /^(?!\.|#|node:|ssh2$|ssh-config$|vscode-jsonrpc\/node$|zod$|@vscode\/l10n$)/,
    because: 'every further dependency of the machinery is a decision of the design',
  },
  { from: 'cli', mayNot: /^vscode$/, because: 'there is no editor on the command line' },
  {
    from: 'cli',
    mayNot: /(^|\/)(client|server|media)\//,
    because: 'the command line and the editor are siblings',
  },
  {
    from: 'client',
    mayNot: /(^|\/)(server|cli|media)\//,
    because: 'processes and pages are spawned, never imported',
  },
  {
    from: 'server',
    mayNot: /^vscode$/,
    because: 'the language server serves any editor over stdio',
  },
  {
    from: 'server',
    mayNot: /^#targets\/|(^|\/)(client|targets|media|cli)\//,
    because: 'the server opens no connection: what a target knows comes in a notification',
  },
  { from: 'media', mayNot: /^(vscode|node:.*)$/, because: 'a page has neither an editor nor Node' },
  {
    from: 'media',
    mayNot: /^#targets\/|(^|\/)(client|server|cli|targets)\//,
    because: 'a page shows what it is told',
  },
];

interface Import {
  file: string;
  folder: string;
  /** As written. */
  specifier: string;
}

const imports = collectImports();

describe('layering', () => {
  it('reads the imports of every folder', () => {
    const folders = new Set(imports.map(({ folder }) => folder));
    expect([...folders].sort()).toEqual(expect.arrayContaining(['bpf', 'cli', 'client', 'media', 'targets']));
  });

  it.each(rules)('$from may not import $mayNot: $because', ({ from, mayNot }) => {
    const broken = imports.filter(({ folder, specifier }) => folder === from && mayNot.test(specifier));
    expect(broken.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([]);
  });

  it('a relative import stays in its folder; others are named #folder/…', () => {
    const strays = imports.filter(({ file, folder, specifier }) => {
      if (!specifier.startsWith('.')) return false;
      const there = path.posix.join(path.posix.dirname(file), specifier);
      return !there.startsWith(`${folder}/src/`);
    });
    expect(strays).toEqual([]);
  });
});

function collectImports(): Import[] {
  return ['protocol', 'bpf', 'targets', 'client', 'cli', 'media'].flatMap((folder) =>
    readdirSync(path.join(root, folder, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.test.ts'))
      .flatMap((name) => {
        const file = path.posix.join(folder, 'src', name.split(path.sep).join('/'));
        const text = readFileSync(path.join(root, file), 'utf8');
        return ts
          .preProcessFile(text)
          .importedFiles.map(({ fileName }) => ({ file, folder, specifier: fileName }));
      }),
  );
}
