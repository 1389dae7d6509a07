import { execFileSync } from 'node:child_process';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { escapeName, headerText, manifestText, packFor, type Manifest } from './manifest';

const bytes = (text: string) => new TextEncoder().encode(text);
const manifest: Manifest = {
  files: [
    { name: 'a b.c', hash: 'aa', content: bytes('one') },
    { name: 'x/y.h', hash: 'bb', content: bytes('three') },
  ],
  directories: ['x/z'],
  header: { hash: 'cc', content: bytes('header') },
};

describe('manifest', () => {
  it('is one word a line', () => {
    expect(manifestText(manifest)).toBe('d:0:x/z\naa:3:a\\0040b.c\nbb:5:x/y.h\n');
    expect(headerText(manifest)).toBe('cc:6');
    expect(headerText({ files: [], directories: [] })).toBe('');
  });

  it('packs what is asked for, in that order', () => {
    expect(new TextDecoder().decode(packFor(manifest, 'bb:5 cc:6 aa:3', false))).toBe('threeheaderone');
    expect(gunzipSync(packFor(manifest, 'aa:3', true)).toString()).toBe('one');
  });
});

describe('escapeName', () => {
  it.each([
    'plain.c',
    'a b',
    'a:b',
    '100%.c',
    'back\\slash',
    'new\nline\n',
    '你好🐝',
    `'"$(id)\``,
    '-n',
    '\\0101',
    '*',
  ])('%j comes back from printf', (name) => {
    const escaped = escapeName(name);
    expect(escaped).toMatch(/^[A-Za-z0-9._/\\-]*$/);
    expect(execFileSync('sh', ['-c', 'printf "%b" "$1"', 'sh', escaped]).toString()).toBe(name);
  });
});
