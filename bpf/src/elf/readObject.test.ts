import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileBpf, objectFixtures } from '../../../test/pure/compileBpf';
import type { BpfObject, MapDefinition } from './bpfObject';
import { globalsOf } from './globals';
import { functionType, linesOf } from './programLines';
import { readObject } from './readObject';

let folder: string;
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'objects-'))));
afterAll(() => rmSync(folder, { recursive: true }));

function compile(name: string, ...flags: string[]): Uint8Array {
  return readFileSync(compileBpf(path.join(objectFixtures, `${name}.bpf.c`), folder, ...flags));
}

function read(bytes: Uint8Array): BpfObject {
  const { value, problems } = readObject(bytes);
  expect(problems).toEqual([]);
  return value;
}

/** `map`, `key` and `value` by their types' names, without what is as usual. */
function summary({ btf }: BpfObject, map: MapDefinition): object {
  const { name, type, keySize, valueSize, maxEntries, flags, pinning, mapExtra, key, value, inner, values } =
    map;
  const named = (id: number | undefined): string | undefined =>
    id === undefined ? undefined : btf?.name(id);
  return {
    ...{ name, type, sizes: [keySize, valueSize, maxEntries], types: [named(key), named(value)] },
    ...(flags === 0 ? {} : { flags }),
    ...(pinning === 0 ? {} : { pinning }),
    ...(mapExtra === 0n ? {} : { mapExtra }),
    ...(inner ? { inner: [inner.type, inner.keySize, inner.valueSize, inner.maxEntries] } : {}),
    ...(values.length === 0 ? {} : { values }),
  };
}

describe.each([
  { order: 'little', target: 'bpf' },
  { order: 'big', target: 'bpfeb' },
])('a $order-endian object with everything', ({ order, target }) => {
  let object: BpfObject;
  beforeAll(() => (object = read(compile('features', '-target', target))));

  it('has licence and version', () => {
    expect(object.elf.littleEndian).toBe(order === 'little');
    expect([object.license, object.version]).toEqual(['Dual BSD/GPL', 0x50a00]);
  });

  it('has the programs, each with its own instructions', () => {
    const programs = object.programs.map(({ name, section, subprogram, static: own }) => [
      name,
      section,
      subprogram,
      own,
    ]);
    expect(programs).toEqual([
      ['visible', '.text', true, false],
      ['add', '.text', true, true],
      ['each', '.text', true, true],
      ['tail_one', 'tail', false, false],
      ['tail_two', 'tail', false, false],
      ['start', 'main', false, false],
      ['stop', 'main', false, false],
    ]);
    for (const program of object.programs) {
      expect(program.bytes).toHaveLength(program.instructions * 8);
      // Each of them ends with an exit.
      expect(program.bytes.at(-8)).toBe(0x95);
      expect(object.btf?.name(functionType(object, program) ?? 0)).toBe(program.name);
    }
  });

  it('knows what instructions refer to', () => {
    const references = new Map(object.programs.map(({ name, references: all }) => [name, all]));
    const told = (name: string): string[] =>
      (references.get(name) ?? []).map((target) =>
        'section' in target
          ? `${target.kind} ${target.section}+${target.offset} ${target.name}`
          : `${target.kind} ${target.name}`,
      );
    expect(told('start')).toEqual([
      'global .rodata+0 wanted_pid',
      'map hashed',
      'extern CONFIG_HZ',
      'extern CONFIG_BPF_SYSCALL',
      'global .bss+0 latest',
      'global .rodata+16 threshold',
      'global .rodata+4 prefix',
      'global .bss+8 scratch',
      'map hashed',
      'global .bss+8 scratch',
      'map hashed',
      'function each',
      'function visible',
      'global .rodata.str1.1+0 ',
      'extern bpf_key_put',
      'extern bpf_key_put',
      'global .data.sorted+0 sorted_out',
      'extern bpf_prog_active',
      'map jumps',
      'function add',
    ]);
    expect(told('stop')).toEqual(['map outer']);
    expect(told('add')).toEqual(['global .bss+48 add.calls', 'global .data+8 steps']);
    expect(told('tail_two')).toEqual([
      'global .rodata+0 wanted_pid',
      'global .rodata.custom+0 in_custom',
      'global .rodata.other+0 in_other',
    ]);
  });

  it('has the maps', () => {
    const number = '__u32';
    expect(object.maps.map((map) => summary(object, map))).toEqual([
      { name: 'first', type: 2, sizes: [4, 8, 7], types: [number, '__u64'] },
      { name: 'second', type: 2, sizes: [4, 8, 7], types: [number, '__u64'] },
      {
        ...{ name: 'outer', type: 12, sizes: [4, 4, 3], types: [number, undefined], inner: [2, 4, 8, 7] },
        values: [
          { index: 0, kind: 'map', name: 'first' },
          { index: 2, kind: 'map', name: 'second' },
        ],
      },
      {
        ...{ name: 'jumps', type: 3, sizes: [4, 4, 8], types: [undefined, undefined] },
        values: [
          { index: 1, kind: 'function', name: 'tail_one' },
          { index: 5, kind: 'function', name: 'tail_two' },
        ],
      },
      { name: 'hashed', type: 1, sizes: [8, 32, 100], types: ['key', 'value'], flags: 1, pinning: 1 },
      { name: 'sized', type: 2, sizes: [4, 12, 4], types: [undefined, undefined] },
      { name: 'bloom', type: 30, sizes: [0, 4, 64], types: [undefined, undefined], mapExtra: 5n },
    ]);
  });

  it('has the externs', () => {
    expect(object.externs.map(({ name, from, kind, size, weak }) => [name, from, kind, size, weak])).toEqual([
      ['CONFIG_HZ', 'kconfig', 'variable', 4, false],
      ['CONFIG_BPF_SYSCALL', 'kconfig', 'variable', 1, true],
      ['bpf_key_put', 'ksyms', 'function', undefined, true],
      ['bpf_prog_active', 'ksyms', 'variable', 4, false],
    ]);
  });

  it('has the variables with what they start with', () => {
    const bytes = (list: Uint8Array): string => {
      const ordered = list.length > 8 ? list : order === 'little' ? list.slice().reverse() : list;
      return [...ordered].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    };
    const rows = globalsOf(object).map((variable) => [
      variable.section,
      variable.offset,
      variable.name,
      variable.size,
      variable.name === 'prefix' || variable.name === 'in_other' ? '' : bytes(variable.bytes),
      variable.constant,
      variable.static,
    ]);
    expect(rows).toEqual([
      ['.rodata', 0, 'wanted_pid', 4, '00000007', true, false],
      ['.rodata', 4, 'prefix', 8, '', true, false],
      ['.rodata', 16, 'threshold', 8, '1122334455667788', true, true],
      ['.rodata.custom', 0, 'in_custom', 4, '00000063', true, false],
      ['.rodata.other', 0, 'in_other', 8, '', true, false],
      ['.data', 0, 'total', 8, '0000000000000005', false, false],
      ['.data', 8, 'steps', 4, '00000003', false, true],
      ['.data.sorted', 0, 'sorted_out', 4, '0000000c', false, false],
      ['.bss', 0, 'latest', 8, '0'.repeat(16), false, false],
      ['.bss', 8, 'scratch', 32, '0'.repeat(64), false, true],
      ['.bss', 40, 'zeroed', 8, '0'.repeat(16), false, false],
      ['.bss', 48, 'add.calls', 4, '00000000', false, true],
    ]);
    const prefix = globalsOf(object).find(({ name }) => name === 'prefix');
    expect(String.fromCharCode(...(prefix?.bytes ?? []))).toBe('abc\0\0\0\0\0');
    expect(object.btf?.kind(prefix?.type ?? 0)).toBe('array');
  });

  it('has the lines as they stand in the file', () => {
    const lines = readFileSync(path.join(objectFixtures, 'features.bpf.c'), 'utf8').split('\n');
    const told = object.programs.flatMap((program) => linesOf(object, program));
    expect(told.length).toBeGreaterThan(40);
    for (const { file, line, text } of told) {
      expect(path.basename(file)).toBe('features.bpf.c');
      expect(text).toBe(lines[line - 1]);
    }
  });
});

it("reads a long of a map's definition", () => {
  const { maps } = read(compile('features', '-DWITH_ULONG'));
  expect(maps.find(({ name }) => name === 'bloom')?.mapExtra).toBe(9n);
});

it('reads maps as they were before BTF', () => {
  const object = read(compile('legacy'));
  expect(object.maps.map((map) => summary(object, map))).toEqual([
    { name: 'points', type: 1, sizes: [4, 8, 1024], types: ['unsigned int', 'point'], flags: 1 },
    { name: 'counts', type: 6, sizes: [4, 8, 2], types: [undefined, undefined] },
  ]);
  expect(object.programs.map(({ references }) => references.map(({ name }) => name))).toEqual([
    ['counts', 'points'],
  ]);
});

it('reads an object without BTF by its symbols', () => {
  const { value, problems } = readObject(compile('features', '-g0'));
  expect(problems).toEqual([{ code: 'noBtf' }]);
  expect([value.btf, value.ext, value.maps]).toEqual([undefined, undefined, []]);
  expect(value.programs.map(({ name }) => name)).toContain('start');
  const wanted = globalsOf(value).find(({ name }) => name === 'wanted_pid');
  expect(wanted).toMatchObject({ section: '.rodata', type: undefined, offset: 0, size: 4 });
});

describe('broken objects', () => {
  const none = new Uint8Array();
  let good: Uint8Array;
  beforeAll(() => (good = new Uint8Array(compile('small'))));

  function changed(change: (view: DataView, table: number) => void): Uint8Array {
    const bytes = good.slice();
    const view = new DataView(bytes.buffer);
    change(view, Number(view.getBigUint64(40, true)));
    return bytes;
  }
  /** Place of the header of the section called so. */
  const header = (name: string, table: number): number =>
    table + (readObject(good).value.elf.sections.find((section) => section.name === name)?.index ?? 0) * 64;
  const codes = (bytes: Uint8Array): string[] => [
    ...new Set(readObject(bytes).problems.map(({ code }) => code)),
  ];

  it('says what is wrong', () => {
    expect(codes(none)).toEqual(['noElf']);
    expect(codes(good.slice(0, 40))).toEqual(['truncated']);
    expect(codes(changed((view) => view.setUint8(4, 1)))).toEqual(['notElf64']);
    expect(codes(changed((view) => view.setUint8(5, 3)))).toEqual(['badByteOrder']);
    expect(codes(changed((view) => view.setUint16(18, 62, true)))).toEqual(['otherMachine']);
    expect(codes(changed((view) => view.setUint16(58, 8, true)))).toEqual(['badSectionTable']);
    expect(codes(changed((view) => view.setUint16(62, 2, true)))).toContain('noSectionNames');
    expect(codes(changed((view) => view.setUint16(60, 200, true)))).toContain('truncated');
    expect(codes(changed((view, table) => view.setUint32(header('.BTF', table) + 8, 0x800, true)))).toContain(
      'compressed',
    );
    expect(codes(changed((view, table) => view.setUint32(header('.BTF', table) + 36, 9, true)))).toContain(
      'sectionOutside',
    );
    expect(codes(changed((view, table) => view.setUint32(header('.symtab', table) + 4, 1, true)))).toContain(
      'noSymbols',
    );
    expect(codes(changed((view, table) => view.setUint32(header('.symtab', table) + 4, 1, true)))).toContain(
      'badRelocation',
    );
  });

  it('reads numbers of sections that 16 bits cannot count', () => {
    const bytes = changed((view, table) => {
      view.setUint32(table + 32, view.getUint16(60, true), true);
      view.setUint32(table + 40, view.getUint16(62, true), true);
      view.setUint16(60, 0, true);
      view.setUint16(62, 0xffff, true);
    });
    const [extended, plain] = [read(bytes), read(good)];
    expect(extended.elf.sections.slice(1)).toEqual(plain.elf.sections.slice(1));
    expect({ ...extended, elf: undefined }).toEqual({ ...plain, elf: undefined });
    expect(plain.programs).toHaveLength(1);
  });

  it('makes no zeros without end', () => {
    const bytes = changed((view, table) => {
      const symbols = readObject(good).value.elf.sections.find(({ name }) => name === '.symtab');
      const index = readObject(good).value.symbols.findIndex(({ name }) => name === 'list');
      view.setBigUint64((symbols?.offset ?? 0) + index * 24 + 16, 1n << 40n, true);
      view.setBigUint64(header('.bss', table) + 32, 1n << 41n, true);
    });
    const list = globalsOf(readObject(bytes).value).find(({ name }) => name === 'list');
    expect([list?.size, list?.bytes.length]).toEqual([2 ** 40, 1 << 20]);
  });
});
