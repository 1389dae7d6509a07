/**
 * All templates, read by us and by others: `readelf` tells where functions lie, bpftool's skeleton which maps and
 * programs libbpf finds, and the C file which line an instruction comes from.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileBpf, objectFixtures, writeVmlinux } from '../../../test/pure/compileBpf';
import { globalsOf } from './globals';
import { coreRelocationsOf, linesOf } from './programLines';
import { readObject } from './readObject';
import { recordSizes, recordTypes } from './recordType';

const templates = path.join(__dirname, '../../../bpf-templates');
const folders = readdirSync(templates, { withFileTypes: true }).filter((entry) => entry.isDirectory());

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'templates-'));
  writeVmlinux(folder);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

it('there are all of them', () => expect(folders).toHaveLength(19));

describe.each(folders)('$name', ({ name }) => {
  const source = path.join(templates, name, `${name}.bpf.c`);

  it('is read as others read it', { timeout: 60_000 }, () => {
    const file = compileBpf(source, folder);
    const { value: object, problems } = readObject(readFileSync(file));
    expect(problems).toEqual([]);
    expect(object.license).toMatch(/GPL/);

    const placed = object.programs.map(({ name: program, offset, bytes, section }) =>
      [program, offset, bytes.length, section].join(' '),
    );
    expect(placed.sort()).toEqual(symbolsOf(file, 'FUNC'));

    const skeleton = execFileSync('bpftool', ['gen', 'skeleton', file, 'name', 'peer'], large);
    const main = object.programs.filter(({ subprogram }) => !subprogram);
    expect(main.map((program) => program.name)).toEqual(listOf(skeleton, 'bpf_program', 'progs'));
    const peer = listOf(skeleton, 'bpf_map', 'maps').filter(
      (map) => !/^(?:rodata|data|bss|kconfig)/.test(map),
    );
    // Ours do not count the sections that libbpf makes maps of; its own do not count those of struct_ops.
    expect(object.maps.map((map) => map.name)).toEqual(peer);

    const globals = new Set(symbolsOf(file, 'OBJECT'));
    for (const { name: variable, offset, size, section } of globalsOf(object)) {
      expect(globals).toContain([variable, offset, size, section].join(' '));
    }

    const text = readFileSync(source, 'utf8').split('\n');
    const lines = main.flatMap((program) => linesOf(object, program)).filter((line) => line.file === source);
    expect(lines.length).toBeGreaterThan(main.length);
    for (const line of lines) expect(line.text).toBe(text[line.line - 1]);

    const core = object.programs.flatMap((program) => coreRelocationsOf(object, program));
    expect(core).toHaveLength(object.coreRelocations);
    for (const { type, access } of core) {
      expect(access).toMatch(/^\d+(?::\d+)*$/);
      expect(object.btf?.name(type)).toMatch(/\w/);
    }
  });
});

it.each([
  ['ringbuf-events', 'events', 56],
  ['exec-snoop', 'events', 168],
])('%s sends a struct event', { timeout: 60_000 }, (name, map, size) => {
  const { value: object } = readObject(
    readFileSync(compileBpf(path.join(templates, name, `${name}.bpf.c`), folder)),
  );
  expect(recordTypes(object, map)).toEqual([
    { type: object.btf?.find('event', 'struct'), reason: 'source', sizes: [size] },
  ]);
});

it('takes no type of the kernel for the record of a program', { timeout: 60_000 }, () => {
  const source = path.join(objectFixtures, 'kernelTypes.bpf.c');
  const { value: object } = readObject(readFileSync(compileBpf(source, folder)));
  const list = object.btf?.find('list_head', 'struct') ?? 0;
  expect(object.btf?.sizeOrType(list)).toBe(16);
  expect([recordSizes(object, 'events'), recordTypes(object, 'events')]).toEqual([[16], []]);
  // The map is static, so that instructions find it by its place and not by a symbol.
  expect([recordSizes(object, 'numbers'), recordTypes(object, 'numbers')]).toEqual([[4], []]);
});

// A skeleton holds the whole object.
const large = { encoding: 'utf8', maxBuffer: 1 << 26 } as const;

// 19: 0000000000000000   560 FUNC    GLOBAL DEFAULT    3 on_exec
const symbol = /^\s*\d+: ([0-9a-f]+)\s+(\d+) (\w+)\s+\w+\s+\w+\s+(\d+) (\S+)$/gm;
// [ 3] tracepoint/sched/sched_process_exec PROGBITS
const section = /^\s*\[\s*(\d+)\] (\S+)\s+[A-Z]+ /gm;

/** `name offset size section` of each, sorted. */
function symbolsOf(file: string, wanted: string): string[] {
  const text = execFileSync('readelf', ['-sSW', file], { encoding: 'utf8' });
  const sections = new Map([...text.matchAll(section)].map(([, index, name]) => [index, name]));
  const found: string[] = [];
  for (const [, value = '', size, type, index, name] of text.matchAll(symbol)) {
    if (type === wanted) found.push([name, parseInt(value, 16), size, sections.get(index)].join(' '));
  }
  return found.sort();
}

/** The names in a skeleton's `struct { struct bpf_program *on_exec; … } progs;`. */
function listOf(skeleton: string, type: string, list: string): string[] {
  const body = new RegExp(`struct \\{\\n((?:\\t\\tstruct ${type} \\*\\w+;\\n)*)\\t\\} ${list};`).exec(
    skeleton,
  )?.[1];
  return [...(body ?? '').matchAll(/\*(\w+);/g)].map(([, name = '']) => name);
}
