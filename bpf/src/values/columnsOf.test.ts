import { describe, expect, it } from 'vitest';
import { structType, writeBtf, type WrittenType } from '../btf/btfWriter';
import { readBtf } from '../btf/readBtf';
import { bytesColumns } from './bytesColumns';
import { columnsOf, formatsFor } from './columnsOf';
import { arrayOf, btfWith, firstOwn, scalarId, type ScalarName } from './commonTypes';
import type { ValueOptions } from './valueColumn';

const own = (index: number): number => firstOwn + index;

/** Cells of the last of these types, as `id: text`. */
function check(types: readonly WrittenType[], bytes: readonly number[], options?: ValueOptions): string[] {
  const btf = btfWith(types);
  const view = new DataView(Uint8Array.from(bytes).buffer);
  const { columns, problems } = columnsOf(btf, own(types.length - 1), 'value', options);
  return [
    ...columns.map((column) => `${column.id}: ${column.text(view, 0)}`),
    ...problems.map(({ code, id }) => `${code} ${id}`),
  ];
}

const to = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);

describe('columns', () => {
  it('calls a number by its side', () => {
    const btf = btfWith([]);
    const view = new DataView(Uint8Array.of(5, 0, 0, 1).buffer);
    for (const side of ['key', 'value', 'record'] as const) {
      const { columns } = columnsOf(btf, scalarId('u32'), side);
      expect(columns).toMatchObject([
        { id: side, type: 'unsigned int', offset: 0, size: 4, numeric: true, format: 'number' },
      ]);
      expect(columns[0]?.number(view, 0)).toBe(0x01000005);
    }
  });

  it('gives each member of a union a column, and anonymous ones no name of their own', () => {
    const types = [
      structType(
        '',
        4,
        [
          ['word', scalarId('u32'), 0],
          ['octet', scalarId('u8'), 0],
        ],
        'union',
      ),
      structType('in', 4, [
        ['low', scalarId('u16'), 0],
        ['high', scalarId('u16'), 16],
      ]),
      structType('s', 8, [
        ['', own(0), 0],
        ['in', own(1), 32],
      ]),
    ];
    expect(check(types, to(8))).toEqual(['word: 67305985', 'octet: 1', 'in.low: 1541', 'in.high: 2055']);
  });

  it('spreads short lists, and shows long ones in one column', () => {
    expect(
      check(
        [
          arrayOf('u8', 3),
          structType('s', 12, [
            ['a', scalarId('int'), 0],
            ['b', own(0), 32],
          ]),
        ],
        to(12),
      ),
    ).toEqual(['a: 67305985', 'b: 05 06 07']);
    const list = arrayOf('u16', 9);
    expect(check([list], [...to(4), ...Array<number>(14).fill(0)])).toEqual(['value: {513, 1027}']);
    expect(check([list], Array<number>(18).fill(0))).toEqual(['value: {0}']);
    expect(check([arrayOf('u16', 2)], to(4))).toEqual(['value[0]: 513', 'value[1]: 1027']);
    const pair = structType('pair', 2, [
      ['x', scalarId('u8'), 0],
      ['y', scalarId('u8'), 8],
    ]);
    expect(check([pair, arrayOf(own(0), 2)], to(4))).toEqual([
      'value[0].x: 1',
      'value[0].y: 2',
      'value[1].x: 3',
      'value[1].y: 4',
    ]);
    expect(check([pair, arrayOf(own(0), 9)], [...to(4), ...Array<number>(14).fill(0)])).toEqual([
      'value: {{ .x = 1, .y = 2 }, { .x = 3, .y = 4 }}',
    ]);
  });

  it('cuts a long list in its cell', () => {
    const [cell = ''] = check([arrayOf('u32', 1000)], Array<number>(4000).fill(1));
    expect(cell).toMatch(/^value: \{16843009, (16843009, )+…\}$/);
    expect(cell.length).toBeLessThan(300);
  });

  it('shows what is too much as bytes', () => {
    const members = Array.from(
      { length: 300 },
      (_, at) => [`m${at}`, scalarId('u8'), at * 8] satisfies [string, number, number],
    );
    const cells = check([structType('wide', 300, members)], to(300));
    expect(cells).toHaveLength(257);
    expect(cells[254]).toBe('m254: 255');
    expect(cells[255]).toBe(
      `…: 00 01 02 ${to(300)
        .slice(258)
        .map((byte) => (byte & 0xff).toString(16).padStart(2, '0'))
        .join(' ')}`,
    );
    expect(cells[256]).toBe('manyColumns m255');
  });

  it('says what has no values, and what lies outside', () => {
    const types: WrittenType[] = [
      { kind: 'fwd', name: 'later' },
      arrayOf('u8', 0),
      structType('s', 4, [
        ['f', own(0), 0],
        ['end', own(1), 32],
        ['far', scalarId('u32'), 16],
        ['ok', scalarId('u8'), 24],
      ]),
    ];
    expect(check(types, to(8))).toEqual(['ok: 4', 'noSize f', 'outside far']);
    expect(columnsOf(btfWith([]), 0, 'value')).toEqual({
      columns: [],
      problems: [{ code: 'noSize', id: 'value' }],
    });
  });

  it('reads old and new bit-fields alike on both kinds of machines', () => {
    const type = structType('s', 4, [
      ['a', scalarId('u32'), 0, 3],
      ['b', scalarId('int'), 3, 7],
      ['c', scalarId('u32'), 10, 22],
    ]);
    for (const littleEndian of [true, false]) {
      const btf = btfWith([type], littleEndian);
      const view = new DataView(new ArrayBuffer(4));
      const word = littleEndian ? 5 | (0x7d << 3) | (1000 << 10) : (5 << 29) | (0x7d << 22) | 1000;
      view.setInt32(0, word, littleEndian);
      const { columns } = columnsOf(btf, own(0), 'value');
      expect(
        columns.map((column) => [column.id, column.offset, column.size, column.number(view, 0)]),
      ).toEqual([
        ['a', 0, 1, 5],
        ['b', 0, 2, -3],
        ['c', 1, 3, 1000],
      ]);
    }
  });
});

describe('keys of LPM tries', () => {
  const kernels = [
    arrayOf('u8', 0),
    structType('bpf_lpm_trie_key', 4, [
      ['prefixlen', scalarId('u32'), 0],
      ['data', own(0), 32],
    ]),
  ];

  it('shows a prefix, however the key is declared', () => {
    const data = arrayOf('u8', 4);
    const plain = structType('k', 8, [
      ['prefixlen', scalarId('u32'), 0],
      ['data', own(0), 32],
    ]);
    expect(check([data, plain], [24, 0, 0, 0, 10, 1, 2, 0])).toEqual(['value: 10.1.2.0/24']);
    const around = structType('k', 8, [
      ['trie', own(1), 0],
      ['addr', scalarId('u32'), 32],
    ]);
    expect(check([...kernels, around], [32, 0, 0, 0, 10, 1, 2, 3])).toEqual(['value: 10.1.2.3/32']);
    const six = [
      arrayOf('u8', 16),
      structType('k', 20, [
        ['prefixlen', scalarId('u32'), 0],
        ['data', own(0), 32],
      ]),
    ];
    expect(check(six, [48, 0, 0, 0, 0x20, 1, 0xd, 0xb8, ...Array<number>(12).fill(0)])).toEqual([
      'value: 2001:db8::/48',
    ]);
  });

  it('takes other keys for what they are', () => {
    expect(check(kernels, [24, 0, 0, 0])).toEqual(['prefixlen: 24']);
    const more = structType('k', 12, [
      ['prefixlen', scalarId('u32'), 0],
      ['ifindex', scalarId('u32'), 32],
      ['addr', scalarId('u32'), 64],
    ]);
    expect(check([more], [64, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0])).toEqual([
      'prefixlen: 64',
      'ifindex: 2',
      'addr: 1',
    ]);
  });
});

it('reads types of a module, and those of the kernel that they hold', () => {
  const kernel = btfWith([
    structType('point', 8, [
      ['x', scalarId('int'), 0],
      ['y', scalarId('int'), 32],
    ]),
  ]);
  const types = [
    structType('mine', 12, [
      ['at', firstOwn, 0],
      ['id', scalarId('u32'), 64],
    ]),
  ];
  const { value: btf, problems } = readBtf(writeBtf(types, true, kernel.parts.strings.length), kernel);
  expect(problems).toEqual([]);
  const view = new DataView(Uint8Array.from(to(12)).buffer);
  const { columns } = columnsOf(btf, kernel.end, 'value');
  expect(columns.map((column) => [column.id, column.type, column.text(view, 0)])).toEqual([
    ['at.x', 'int', '67305985'],
    ['at.y', 'int', '134678021'],
    ['id', 'unsigned int', '202050057'],
  ]);
});

describe('what names tell', () => {
  /** The usual format of a member, and what else may be chosen. */
  const formats = (name: string, type: ScalarName | WrittenType, typedef?: string): string => {
    const types: WrittenType[] = typeof type === 'string' ? [] : [type];
    const base = typeof type === 'string' ? scalarId(type) : own(0);
    if (typedef !== undefined) types.push({ kind: 'typedef', name: typedef, sizeOrType: base });
    return formatsFor(btfWith(types), typedef === undefined ? base : own(types.length - 1), name).join(' ');
  };

  it.each([
    ['saddr', 'ipv4'],
    ['src_ip', 'ipv4'],
    ['nat_ip4', 'ipv4'],
    ['daddr_v4', 'ipv4'],
    ['ip', 'ipv4'],
    ['gateway', 'ipv4'],
    ['seq', 'number'],
    ['ip_id', 'number'],
    ['zip', 'number'],
    ['flags', 'number'],
  ])('__be32 %s is %s', (name, expected) => {
    expect(formats(name, 'u32', '__be32').split(' ')[0]).toBe(expected);
    expect(formats(name, 'u32')).toBe('number hex ipv4');
  });

  it.each([
    ['addr6', 16, 'ipv6'],
    ['saddr_v6', 16, 'ipv6'],
    ['dst_ip6', 16, 'ipv6'],
    ['saddr', 16, 'ipv6'],
    ['uuid', 16, 'bytes'],
    ['comm', 16, 'text'],
    ['ifname', 16, 'text'],
    ['h_dest', 6, 'mac'],
    ['src_mac', 6, 'mac'],
    ['eth', 6, 'mac'],
    ['serial', 6, 'bytes'],
    ['saddr', 4, 'ipv4'],
    ['data', 4, 'bytes'],
  ] as const)('unsigned char %s[%i] is %s', (name, count, expected) => {
    expect(formats(name, arrayOf('u8', count)).split(' ')[0]).toBe(expected);
  });

  it('offers times for what can be one', () => {
    expect(formats('ts', 'u64')).toBe('number hex timestamp duration');
    expect(formats('lat_us', 'u32')).toBe('number hex duration ipv4');
    expect(formats('comm', arrayOf('char', 16))).toBe('text bytes ipv6');
    expect(formats('saddr_v6', 'u128')).toBe('ipv6 number hex');
    expect(formats('c', 'colour')).toBe('enum number hex');
  });
});

describe('chosen formats', () => {
  const types = [
    structType('s', 24, [
      ['start_ns', scalarId('u64'), 0],
      ['lat_us', scalarId('u64'), 64],
      ['left', scalarId('s64'), 128],
    ]),
  ];
  const bytes = [
    0,
    0xca,
    0x9a,
    0x3b,
    0,
    0,
    0,
    0,
    0x39,
    0x30,
    0,
    0,
    0,
    0,
    0,
    0,
    ...Array<number>(8).fill(0xff),
  ];

  it('shows numbers as what they are said to be', () => {
    expect(check(types, bytes)).toEqual(['start_ns: 1000000000', 'lat_us: 12345', 'left: -1']);
    const bootTime = new Date(2026, 1, 3, 4, 5, 6, 789).getTime();
    const formats = { start_ns: 'timestamp', lat_us: 'duration', left: 'hex' } as const;
    expect(check(types, bytes, { bootTime, formats })).toEqual([
      'start_ns: 04:05:07.789000',
      'lat_us: 12.345 ms',
      'left: 0xffffffffffffffff',
    ]);
    expect(check(types, bytes, { formats: { left: 'mac' } })[2]).toBe('left: -1');
  });
});

it('shows bytes without a type as far as their number tells', () => {
  const view = new DataView(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 0xff).buffer);
  const cells = (size: number, options?: ValueOptions): unknown[] =>
    (['little', 'big'] as const).map((order) => {
      const [column] = bytesColumns(size, 'key', order, options);
      return column?.text(view, 0);
    });
  expect(cells(1)).toEqual(['1', '1']);
  expect(cells(2)).toEqual(['513', '258']);
  expect(cells(4)).toEqual(['67305985', '16909060']);
  expect(cells(8)).toEqual([String(0xff07060504030201n), String(0x01020304050607ffn)]);
  expect(cells(4, { formats: { key: 'bytes' } })).toEqual(['01 02 03 04', '01 02 03 04']);
  expect(cells(4, { formats: { key: 'ipv4' } })).toEqual(['1.2.3.4', '1.2.3.4']);
  expect(cells(3)).toEqual(['01 02 03', '01 02 03']);
  expect(bytesColumns(0, 'key', 'little')).toEqual([]);
});
