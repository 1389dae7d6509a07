/** Headers as they lie on a disk: found, followed, kept inside the project, and noticed when they change. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { tokenize } from '#bpf/source/lexer';
import { Facts } from '../model/facts';
import type { Included } from '../model/included';
import { ParsedDocument } from '../model/parsedDocument';
import { grammarFiles } from '../syntax/grammarForTests';
import { CParser } from '../syntax/parser';
import { checks } from '../checks/checks';
import { FindingCache, runChecks } from '../checks/runChecks';
import { HeaderStore } from './headerStore';

let parser: CParser;
let root: string;
beforeAll(async () => {
  parser = await CParser.load(grammarFiles);
});
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'headers-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const where = path.join(root, name);
  mkdirSync(path.dirname(where), { recursive: true });
  writeFileSync(where, text);
  return where;
}

function store(): HeaderStore {
  const one = new HeaderStore(
    () => parser,
    () => undefined,
  );
  one.places = { roots: [root], includeDirectories: [] };
  return one;
}

const factsOf = (text: string, included: Included): Facts =>
  new Facts(ParsedDocument.read(parser, text).model, included);

it('macros, enumerators, types, maps and functions of headers count as the file’s own', async () => {
  file('common/deep.h', '#define DEEP 16\nenum { LAST = 7 };\n');
  file(
    'common/event.h',
    '#include "deep.h"\n#define LEN (DEEP * 2)\nstruct event { __u64 at; char name[LEN]; };\n' +
      'struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, __u32); __type(value, struct event); } seen SEC(".maps");\n' +
      'static __always_inline int weigh(struct event *e) { return e->at > LAST; }\n',
  );
  const text = '#include "common/event.h"\nint x = sizeof(struct event);';
  const included = await store().read(file('a.bpf.c', text), tokenize(text).includes);
  const facts = factsOf(text, included);
  expect(facts.constant('LEN + LAST')).toBe(39n);
  expect(facts.layoutNamed('struct event')?.size).toBe(40);
  expect(facts.map('seen')?.fields.get('key')?.text).toBe('__u32');
  expect(facts.included.function('weigh')?.function.parameters).toHaveLength(1);
  expect(facts.defines('weigh') && facts.defines('LEN')).toBe(true);
  expect(included.isPartial).toBe(false);
  expect([...included.files.keys()]).toEqual(['common/event.h']);
  const place = included.place('event');
  expect(place?.header.text.slice(place.span.start, place.span.end)).toBe('event');
});

it('what two headers define differently is not known', async () => {
  file('a.h', '#define N 1\n#define SAME 3\n');
  file('b.h', '#define N 2\n#define SAME 3\n#ifdef X\n#define M 1\n#else\n#define M 2\n#endif\n');
  const text = '#include "a.h"\n#include "b.h"\n';
  const facts = factsOf(text, await store().read(file('x.bpf.c', text), tokenize(text).includes));
  expect(['N', 'M', 'SAME'].map((name) => facts.constant(name))).toEqual([undefined, undefined, 3n]);
});

it('headers that include each other end', async () => {
  file('a.h', '#include "b.h"\n#define A 1\n');
  file('b.h', '#include "a.h"\n#define B 2\n');
  const text = '#include "a.h"\n';
  const facts = factsOf(text, await store().read(file('x.bpf.c', text), tokenize(text).includes));
  expect(facts.constant('A + B')).toBe(3n);
});

it('nothing outside of the project is read, be it by .. or by a link', async () => {
  const outside = mkdtempSync(path.join(tmpdir(), 'outside-'));
  writeFileSync(path.join(outside, 'secret.h'), '#define SECRET 1\n');
  symlinkSync(path.join(outside, 'secret.h'), path.join(root, 'linked-elsewhere.h'));
  const text = `#include "../${path.basename(outside)}/secret.h"\n#include "linked-elsewhere.h"\n#include "${outside}/secret.h"\n`;
  const included = await store().read(file('x.bpf.c', text), tokenize(text).includes);
  rmSync(outside, { recursive: true });
  expect(included.headers).toEqual([]);
  expect(included.isPartial).toBe(true);
});

it('a header that is missing makes silent what it may hold', async () => {
  const body =
    '\nSEC("xdp") int f(struct xdp_md *ctx) { return strlen("a"); }\nchar l[] SEC("license") = "GPL";';
  const found = async (first: string): Promise<string[]> => {
    const text = first + body;
    const document = ParsedDocument.read(parser, text);
    const facts = new Facts(
      document.model,
      await store().read(path.join(root, 'x.bpf.c'), tokenize(text).includes),
    );
    const settings = { severity: {}, kernel: undefined };
    return runChecks(document, checks, settings, new FindingCache(), facts).map(({ check }) => check);
  };
  expect(await found('#include "vmlinux.h"')).toEqual(['libc-call']);
  expect(await found('#include "nowhere.h"')).toEqual([]);
  file('own.h', 'static int strlen(const char *s) { return 0; }');
  expect(await found('#include "own.h"')).toEqual([]);
});

it('an edited header counts before the one on the disk, and a changed one is read again', async () => {
  const header = file('a.h', '#define N 1\n');
  const text = '#include "a.h"\n';
  const source = file('x.bpf.c', text);
  let told = () => {};
  const one = new HeaderStore(
    () => parser,
    () => told(),
  );
  const next = (): Promise<void> => new Promise((resolve) => (told = resolve));
  one.places = { roots: [root], includeDirectories: [] };
  const value = (): bigint | undefined =>
    factsOf(text, one.included(source, tokenize(text).includes)).constant('N');

  const first = next();
  expect(value()).toBeUndefined();
  await first;
  expect(value()).toBe(1n);

  told = () => {};
  one.edited(header, '#define N 2\n', 1);
  const second = next();
  value();
  await second;
  expect(value()).toBe(2n);

  told = () => {};
  one.edited(header, undefined, 0);
  const third = next();
  value();
  await third;
  expect(value()).toBe(1n);
});
