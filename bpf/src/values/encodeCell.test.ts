import { describe, expect, it } from 'vitest';
import { structType, type WrittenType } from '../btf/btfWriter';
import { bytesColumns } from './bytesColumns';
import { columnsOf } from './columnsOf';
import { arrayOf, btfWith, firstOwn, scalarId, type ScalarName } from './commonTypes';
import { encodeCell } from './encodeCell';
import type { ValueFormat, ValueOptions } from './valueColumn';

const prefix = [
  arrayOf('u8', 4),
  structType('key', 8, [
    ['prefixlen', scalarId('u32'), 0],
    ['data', firstOwn, 32],
  ]),
];
const network: WrittenType[] = [
  { kind: 'typedef', name: '__be32', sizeOrType: scalarId('u32') },
  structType('s', 4, [['saddr', firstOwn, 0]]),
];

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** The bytes in hex, or the problem. `types` name one type for `m`, or end with a struct of one member. */
function check(types: ScalarName | readonly WrittenType[], text: string, format?: ValueFormat): unknown {
  const list = typeof types === 'string' ? [structType('s', 16, [['m', scalarId(types), 0]])] : types;
  const id = firstOwn + list.length - 1;
  const all: ValueOptions = format ? { formats: { m: format, saddr: format, value: format } } : {};
  const [column] = columnsOf(btfWith(list), id, 'value', all).columns;
  if (!column) return undefined;
  const { bytes, problems } = encodeCell(column, text);
  return problems[0] ?? hex(bytes);
}

describe('numbers', () => {
  it.each([
    ['u32', '42', '2a000000'],
    ['u32', ' 0x2A ', '2a000000'],
    ['u32', '0b101', '05000000'],
    ['u32', '0o17', '0f000000'],
    ['u32', '017', '0f000000'],
    ['u32', '1_000', 'e8030000'],
    ['u32', '42UL', '2a000000'],
    ['u32', '0', '00000000'],
    ['u32', 'true', '01000000'],
    ['u32', "'A'", '41000000'],
    ['u32', '192.0.2.1', 'c0000201'],
    ['int', '-1', 'ffffffff'],
    ['int', '0xffffffff', 'ffffffff'],
    ['s8', '-128', '80'],
    ['u64', '18446744073709551615', 'ffffffffffffffff'],
    ['u64', '9007199254740993', '0100000000002000'],
    ['s64', '-9223372036854775808', '0000000000000080'],
    ['u128', '340282366920938463463374607431768211455', 'f'.repeat(32)],
    ['u64', '1.5 s', '002f685900000000'],
    ['bool', 'true', '01'],
    ['bool', '0', '00'],
    ['colour', 'BLUE', '07000000'],
    ['colour', '9', '09000000'],
    ['void*', 'NULL', '0000000000000000'],
    ['void*', '0xffff888000001000', '0010000080 88ffff'.replace(' ', '')],
    ['float', '0.1', 'cdcccc3d'],
    ['float', '1e3f', '00007a44'],
    ['double', '-inf', '000000000000f0ff'],
  ] as const)('%s %s', (type, text, bytes) => {
    expect(check(type, text)).toBe(bytes);
  });

  it.each([
    ['u32', '', { code: 'notANumber', text: '' }],
    ['u32', '08', { code: 'notANumber', text: '08' }],
    ['u32', '0x', { code: 'notANumber', text: '0x' }],
    ['u32', '0x_', { code: 'notANumber', text: '0x_' }],
    ['u32', '1 2', { code: 'notANumber', text: '1 2' }],
    ['u32', '1.5', { code: 'notANumber', text: '1.5' }],
    ['u32', '-1', { code: 'outOfRange', text: '-1', min: 0n, max: 0xffffffffn }],
    ['u32', '4294967296', { code: 'outOfRange', text: '4294967296', min: 0n, max: 0xffffffffn }],
    ['int', '2147483648', { code: 'outOfRange', text: '2147483648', min: -2147483648n, max: 2147483647n }],
    ['int', '0x100000000', { code: 'outOfRange', text: '0x100000000', min: -2147483648n, max: 2147483647n }],
    [
      'u64',
      '18446744073709551616',
      { code: 'outOfRange', text: '18446744073709551616', min: 0n, max: 2n ** 64n - 1n },
    ],
    ['bool', '2', { code: 'outOfRange', text: '2', min: 0n, max: 1n }],
    ['bool', 'yes', { code: 'notABool', text: 'yes' }],
    ['u8', "'ab'", { code: 'notACharacter', text: 'ab' }],
    ['u8', "'\\q'", { code: 'badEscape', text: '\\q' }],
    ['colour', 'GREEN', { code: 'unknownName', text: 'GREEN', names: ['RED', 'BLUE'] }],
    [
      'float',
      '1e39',
      { code: 'outOfRange', text: '1e39', min: -3.4028234663852886e38, max: 3.4028234663852886e38 },
    ],
    ['float', 'x', { code: 'notAFloat', text: 'x' }],
    ['float', '', { code: 'notAFloat', text: '' }],
  ] as const)('%s %s is refused', (type, text, problem) => {
    expect(check(type, text)).toEqual(problem);
  });
});

describe('texts and bytes', () => {
  const comm = [arrayOf('char', 6), structType('s', 6, [['comm', firstOwn, 0]])];
  const raw = [arrayOf('u8', 3), structType('s', 3, [['m', firstOwn, 0]])];
  const mac = [arrayOf('u8', 6), structType('s', 6, [['h_dest', firstOwn, 0]])];

  it.each([
    [comm, 'bash', '626173680000'],
    [comm, '"bash"', '626173680000'],
    [comm, ' a', '206100000000'],
    [comm, 'a\\n\\x01', '610a01000000'],
    [comm, 'grüße', { code: 'textTooLong', given: 7, most: 6 }],
    [comm, 'grün', '6772c3bc6e00'],
    [comm, 'sixsix', '736978736978'],
    [comm, 'a\\q', { code: 'badEscape', text: '\\q' }],
    [raw, '01 02 ff', '0102ff'],
    [raw, '0102FF', '0102ff'],
    [raw, '0x0102ff', '0102ff'],
    [raw, '"ab"', '616200'],
    [raw, '01 02', { code: 'wrongLength', given: 2, want: 3 }],
    [raw, '01 02 03 04', { code: 'wrongLength', given: 4, want: 3 }],
    [raw, '0g', { code: 'notBytes', text: '0g' }],
    [mac, '02:00:5e:10:00:ff', '02005e1000ff'],
    [mac, '02-00-5E-10-00-FF', '02005e1000ff'],
    [mac, '0200.5e10.00ff', '02005e1000ff'],
    [mac, '02:00:5e:10:00', { code: 'notAnAddress', text: '02:00:5e:10:00', want: 'mac' }],
    [network, '192.0.2.1', 'c0000201'],
    [network, '1', '00000001'],
    [network, '192.0.2.256', { code: 'notAnAddress', text: '192.0.2.256', want: 'ipv4' }],
    [network, '192.0.2.01', { code: 'notAnAddress', text: '192.0.2.01', want: 'ipv4' }],
    [prefix, '10.1.0.0/16', '100000000a010000'],
    [prefix, '10.1.0.1', '200000000a010001'],
    [prefix, '10.1.0.0/33', { code: 'notAPrefix', text: '10.1.0.0/33', want: 'ipv4', most: 32 }],
  ])('%j %s', (types, text, expected) => {
    expect(check(types, text)).toEqual(expected);
  });

  it.each([
    ['::', '0'.repeat(32)],
    ['::1', `${'0'.repeat(31)}1`],
    ['2001:db8::8:800:200c:417a', '20010db80000000000080800200c417a'],
    ['::ffff:192.0.2.1', '00000000000000000000ffffc0000201'],
    ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
    ['1:2:3:4:5:6:7::', '00010002000300040005000600070000'],
  ])('%s', (text, bytes) => {
    const in6 = [arrayOf('u8', 16), structType('in6_addr', 16, [['u', firstOwn, 0]])];
    expect(check(in6, text)).toBe(bytes);
    for (const wrong of [`${text}:`, `:${text}1:`, `${text}::1::`, `${text}%eth0`, `g${text}`])
      expect(check(in6, wrong)).toEqual({ code: 'notAnAddress', text: wrong, want: 'ipv6' });
  });
});

describe('what stands there already', () => {
  it('keeps the bits beside a bit-field', () => {
    const type = structType('s', 4, [
      ['a', scalarId('u32'), 0, 3],
      ['b', scalarId('int'), 3, 7],
    ]);
    for (const [littleEndian, expected] of [
      [true, [0xef, 0xff]],
      [false, [0xff, 0x7f]],
    ] as const) {
      const b = columnsOf(btfWith([type], littleEndian), firstOwn, 'value').columns[1];
      if (!b) throw new Error('no column');
      expect([...encodeCell(b, '-3', new Uint8Array(4).fill(0xff)).bytes]).toEqual(expected);
      expect(encodeCell(b, '64').problems).toEqual([{ code: 'outOfRange', text: '64', min: -64n, max: 63n }]);
    }
  });

  it('changes nothing when the text is the one that was shown', () => {
    const [column] = columnsOf(btfWith([arrayOf('char', 6)]), firstOwn, 'value').columns;
    if (!column) throw new Error('no column');
    const present = Uint8Array.of(0x61, 0, 0x62, 0x63, 0, 1);
    expect(encodeCell(column, 'a', present).bytes).toEqual(present);
    expect([...encodeCell(column, 'b', present).bytes]).toEqual([0x62, 0, 0, 0, 0, 0]);
  });

  it('keeps what … stands for', () => {
    const [column] = columnsOf(btfWith([arrayOf('u8', 100)]), firstOwn, 'value').columns;
    const present = Uint8Array.from({ length: 100 }, (_, at) => at);
    if (!column) throw new Error('no column');
    const text = column.text(new DataView(present.buffer), 0);
    expect(encodeCell(column, text.replace('00 01', 'aa bb'), present).bytes).toEqual(
      Uint8Array.from(present, (byte, at) => (at === 0 ? 0xaa : at === 1 ? 0xbb : byte)),
    );
  });

  it('keeps the elements of a list that … stands for, and no others', () => {
    const [column] = columnsOf(btfWith([arrayOf('u16', 10)]), firstOwn, 'value').columns;
    if (!column) throw new Error('no column');
    const present = new Uint8Array(20).fill(7);
    expect([...encodeCell(column, '{1, 2, …}', present).bytes]).toEqual([
      1,
      0,
      2,
      0,
      ...Array<number>(16).fill(7),
    ]);
    expect([...encodeCell(column, '{1, 2}', present).bytes]).toEqual([
      1,
      0,
      2,
      0,
      ...Array<number>(16).fill(0),
    ]);
    expect(encodeCell(column, '{1, x}').problems).toEqual([{ code: 'notANumber', text: 'x', at: 4 }]);
  });
});

it('writes bytes without a type', () => {
  const check = (size: number, text: string, format?: ValueFormat): unknown => {
    const [column] = bytesColumns(size, 'value', 'big', format ? { formats: { value: format } } : {});
    if (!column) return undefined;
    const { bytes, problems } = encodeCell(column, text);
    return problems[0] ?? hex(bytes);
  };
  expect(check(4, '258')).toBe('00000102');
  expect(check(4, '01 02 03 04', 'bytes')).toBe('01020304');
  expect(check(4, '258', 'bytes')).toEqual({ code: 'notBytes', text: '258' });
  expect(check(3, '010203')).toBe('010203');
});

it('refuses a column of which it knows no type', () => {
  const column = { id: 'x', type: '', offset: 0, size: 1, numeric: true, format: 'number' } as const;
  const plain = { ...column, number: () => 1, text: () => '1' };
  expect(encodeCell(plain, '1').problems).toEqual([{ code: 'notEditable' }]);
});
