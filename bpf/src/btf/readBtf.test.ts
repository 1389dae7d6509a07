import { describe, expect, it } from 'vitest';
import { intType, structType, writeBtf, type WrittenType } from './btfWriter';
import { resolve, sizeOf } from './measure';
import { readBtf } from './readBtf';

const everyKind: WrittenType[] = [
  intType('int', 4), // 1
  { kind: 'ptr', sizeOrType: 1 },
  { kind: 'array', words: [1, 1, 8] },
  structType('pair', 8, [
    ['a', 1, 0],
    ['b', 1, 35, 3],
  ]),
  structType('', 4, [['u', 1, 0]], 'union'),
  { kind: 'enum', name: 'colour', sizeOrType: 4, flag: true, words: ['RED', -1, 'BLUE', 7] },
  { kind: 'fwd', name: 'later', flag: true },
  { kind: 'typedef', name: 'pair_t', sizeOrType: 4 }, // 8
  { kind: 'volatile', sizeOrType: 8 },
  { kind: 'const', sizeOrType: 9 },
  { kind: 'restrict', sizeOrType: 2 },
  { kind: 'func', name: 'f', sizeOrType: 13, count: 1 }, // 12
  { kind: 'func_proto', sizeOrType: 1, words: ['x', 2, '', 0] },
  { kind: 'var', name: 'v', sizeOrType: 10, words: [1] },
  { kind: 'datasec', name: '.data', sizeOrType: 16, words: [14, 8, 8] },
  { kind: 'float', name: 'double', sizeOrType: 8 }, // 16
  { kind: 'decl_tag', name: 'tag', sizeOrType: 4, words: [-1] },
  { kind: 'type_tag', name: 'user', sizeOrType: 2 },
  { kind: 'enum64', name: 'big', sizeOrType: 8, words: ['TOP', 0xffffffff, 0xffffffff, 'ONE', 1, 0] },
];

describe.each([
  ['little', true],
  ['big', false],
])('%s-endian BTF', (_order, littleEndian) => {
  const { value: btf, problems } = readBtf(writeBtf(everyKind, littleEndian));

  it('reads every kind', () => {
    expect(problems).toEqual([]);
    const types = Array.from({ length: btf.end }, (_, id) => btf.type(id));
    expect(types).toEqual([
      { kind: 'void' },
      {
        kind: 'int',
        name: 'int',
        size: 4,
        bits: 32,
        bitOffset: 0,
        encoding: { signed: true, char: false, bool: false },
      },
      { kind: 'ptr', type: 1 },
      { kind: 'array', element: 1, index: 1, count: 8 },
      {
        kind: 'struct',
        name: 'pair',
        size: 8,
        members: [
          { name: 'a', type: 1, bitOffset: 0, bitSize: 0 },
          { name: 'b', type: 1, bitOffset: 35, bitSize: 3 },
        ],
      },
      { kind: 'union', name: '', size: 4, members: [{ name: 'u', type: 1, bitOffset: 0, bitSize: 0 }] },
      {
        kind: 'enum',
        name: 'colour',
        size: 4,
        signed: true,
        values: [
          { name: 'RED', value: -1n },
          { name: 'BLUE', value: 7n },
        ],
      },
      { kind: 'fwd', name: 'later', of: 'union' },
      { kind: 'typedef', name: 'pair_t', type: 4 },
      { kind: 'volatile', type: 8 },
      { kind: 'const', type: 9 },
      { kind: 'restrict', type: 2 },
      { kind: 'func', name: 'f', type: 13, linkage: 1 },
      { kind: 'func_proto', returns: 1, parameters: [{ name: 'x', type: 2 }], variadic: true },
      { kind: 'var', name: 'v', type: 10, linkage: 1 },
      { kind: 'datasec', name: '.data', size: 16, variables: [{ type: 14, offset: 8, size: 8 }] },
      { kind: 'float', name: 'double', size: 8 },
      { kind: 'decl_tag', name: 'tag', type: 4, component: -1 },
      { kind: 'type_tag', name: 'user', type: 2 },
      {
        kind: 'enum64',
        name: 'big',
        size: 8,
        signed: false,
        values: [
          { name: 'TOP', value: 18446744073709551615n },
          { name: 'ONE', value: 1n },
        ],
      },
    ]);
  });

  it('finds by name and kind, resolves and measures', () => {
    expect(btf.find('pair', 'struct')).toBe(4);
    expect(btf.find('pair', 'union')).toBeUndefined();
    expect(btf.findAll('f')).toEqual([12]);
    expect(resolve(btf, 10)).toBe(4);
    expect([3, 10, 11, 14, 16, 0, 7, 13].map((id) => sizeOf(btf, id))).toEqual([
      32,
      8,
      8,
      8,
      8,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('BTF of modules', () => {
  const base = readBtf(writeBtf([intType('int', 4), structType('core', 4, [['a', 1, 0]])])).value;
  const bytes = writeBtf(
    [structType('mod', 4, [['core', 2, 0]]), { kind: 'typedef', name: 'core', sizeOrType: 3 }],
    true,
    base.parts.strings.length,
  );
  const module = readBtf(bytes, base).value;

  it('goes on where the base ends', () => {
    expect([module.firstId, module.end, module.name(3), module.name(2), module.name(9)]).toEqual([
      3,
      5,
      'mod',
      'core',
      '',
    ]);
    expect(module.type(3)).toMatchObject({ members: [{ name: 'core', type: 2 }] });
    expect(module.findAll('core')).toEqual([4, 2]);
    expect(module.find('core', 'struct')).toBe(2);
    expect(sizeOf(module, 4)).toBe(4);
  });
});

describe('older and other machines', () => {
  it('finds names that are not ASCII, and none that are not there', () => {
    const name = '\xe4\xb8\xad'; // 中, a byte each
    const { value } = readBtf(writeBtf([structType(name, 0, []), structType('\xff', 0, [])]));
    expect([value.name(1), value.name(2)]).toEqual(['中', '\ufffd']);
    expect([value.findAll('中'), value.findAll(''), value.findAll('\ud800')]).toEqual([[1], [], []]);
  });

  it('knows a 32-bit machine by its long', () => {
    expect(readBtf(writeBtf([intType('long int', 4)])).value.pointerSize).toBe(4);
    expect(readBtf(writeBtf([intType('long unsigned int', 8)])).value.pointerSize).toBe(8);
  });

  it('finds bit-fields that are ints of few bits', () => {
    const narrow: WrittenType = { kind: 'int', name: 'int', sizeOrType: 4, words: [(2 << 16) | 3] };
    const { value } = readBtf(writeBtf([narrow, { ...structType('s', 4, [['b', 1, 4]]), flag: false }]));
    expect(value.type(2)).toMatchObject({ members: [{ bitOffset: 6, bitSize: 3 }] });
  });
});

describe('broken BTF', () => {
  const good = writeBtf([intType('int', 4), { kind: 'typedef', name: 't', sizeOrType: 1 }]);
  const with32 = (at: number, value: number): Uint8Array => {
    const bytes = good.slice();
    new DataView(bytes.buffer).setUint32(at, value, true);
    return bytes;
  };

  it.each([
    ['nothing', new Uint8Array(), 'noHeader', 1],
    ['another magic', with32(0, 0x464c457f), 'badMagic', 1],
    ['another version', with32(0, 0x0002eb9f), 'badVersion', 1],
    ['types beyond the end', with32(12, 0xfffffff0), 'truncated', undefined],
    ['strings beyond the end', with32(20, 1000), 'truncated', 3],
    ['a record cut short', with32(12, 20), 'truncatedType', 2],
    ['a list beyond the end', with32(28, 0x0400ffff), 'truncatedType', 1],
    ['an unknown kind', with32(28, 31 << 24), 'unknownKind', 1],
    ['kind 0', with32(28, 0), 'unknownKind', 1],
  ])('%s', (_what, bytes, code, end) => {
    const { value, problems } = readBtf(bytes);
    expect(problems.map((problem) => problem.code)).toContain(code);
    if (end !== undefined) expect(value.end).toBe(end);
  });

  it('cuts circles', () => {
    const { value } = readBtf(
      writeBtf([
        { kind: 'typedef', name: 'a', sizeOrType: 2 },
        { kind: 'const', sizeOrType: 1 },
        { kind: 'array', words: [3, 3, 2] },
      ]),
    );
    expect([resolve(value, 1), sizeOf(value, 1), sizeOf(value, 3)]).toEqual([0, undefined, undefined]);
  });
});
