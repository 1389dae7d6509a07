/** Values that a C compiler wrote, for machines of both byte orders: what is read must be what the C says. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Btf } from '../btf/btf';
import { readBtf } from '../btf/readBtf';
import { columnsOf } from './columnsOf';
import { dataSectionOf, variablesOf, type DataVariable } from './dataSection';
import { formatValue } from './formatValue';
import { parseValue } from './parseValue';
import { readValue } from './readValue';
import { stringifyExact } from './stringifyExact';

const source = `
typedef unsigned char __u8; typedef unsigned short __u16; typedef unsigned int __u32; typedef int __s32;
typedef unsigned long long __u64; typedef long long __s64; typedef signed char __s8;
typedef __u16 __be16; typedef __u32 __be32; typedef __u64 __be64; typedef __u32 __le32;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define be16(x) ((__be16)__builtin_bswap16(x))
#define be32(x) ((__be32)__builtin_bswap32(x))
#define be64(x) ((__be64)__builtin_bswap64(x))
#define le32(x) ((__le32)(x))
#else
#define be16(x) ((__be16)(x))
#define be32(x) ((__be32)(x))
#define be64(x) ((__be64)(x))
#define le32(x) ((__le32)__builtin_bswap32(x))
#endif
struct in_addr { __be32 s_addr; };
struct in6_addr { union { __u8 u6_addr8[16]; __be16 u6_addr16[8]; __be32 u6_addr32[4]; } in6_u; };
struct bpf_lpm_trie_key { __u32 prefixlen; __u8 data[0]; };
enum state { IDLE = 0, BUSY = 5, LOST = -2 };
enum flags { NONE, FIRST = 1, LAST = 0x80000000 };
struct route { __u32 prefixlen; __be32 dst; };
struct inner { __s8 level; __u64 total; };
struct event {
  __u32 pid;
  char comm[16];
  __s64 delta;
  __u64 id, small;
  _Bool on, off;
  enum state state; enum state strange; enum flags flags;
  unsigned int a : 3, b : 9; int c : 4; unsigned long long wide : 50;
  __be16 port; __be32 saddr; __be32 seq; __be64 cookie; __le32 little;
  struct in_addr peer; struct in6_addr peer6;
  __u8 h_dest[6]; unsigned char raw[3]; __u8 saddr_v6[16];
  struct route route;
  float ratio; double share;
  void *nothing; struct event *next;
  struct inner inner; struct { int x; union { __u32 word; __u8 octet; }; };
  __u32 slots[4]; __u64 hist[12]; struct inner pair[2]; char words[2][4]; short grid[2][2];
  unsigned __int128 huge; __int128 below;
  volatile const char letter;
};
struct event event __attribute__((section(".data"))) = {
  .pid = 4242, .comm = "b\\"a\\\\s\\tch\\xff", .delta = -9007199254740995LL, .id = 18446744073709551615ULL, .small = 77,
  .on = 1, .state = BUSY, .strange = (enum state)9, .flags = LAST,
  .a = 5, .b = 300, .c = -3, .wide = 0x2aaaabbbbccccULL,
  .port = be16(443), .saddr = be32(0xc0000201), .seq = be32(7), .cookie = be64(0x0102030405060708ULL), .little = le32(99),
  .peer = { be32(0x7f000001) },
  .peer6 = { { .u6_addr8 = { 0x20, 0x01, 0x0d, 0xb8, [15] = 1 } } },
  .h_dest = { 2, 0, 0x5e, 0x10, 0, 0xff }, .raw = { 1, 2, 254 }, .saddr_v6 = { [10] = 0xff, 0xff, 192, 0, 2, 7 },
  .route = { 24, be32(0x0a010200) },
  .ratio = 0.1f, .share = -2.5e-300, .next = (struct event *)0xffff888000001000ULL,
  .inner = { -7, 1000000000000ULL }, .x = -1, .word = 0x01010101,
  .slots = { 1, 2, 0, 4 }, .hist = { 0, 3, 5 }, .pair = { { 1, 2 }, { 3, 4 } }, .words = { "up", "down" },
  .grid = { { 1, -2 }, { 3, -4 } },
  .huge = ((unsigned __int128)1 << 100) + 1, .below = -5, .letter = 'R',
};
const __u8 server_ip6[16] __attribute__((section(".rodata"))) = { 0xfe, 0x80, [15] = 9 };
const char banner[16] __attribute__((section(".rodata"))) = "hello";
static volatile const __u32 limit __attribute__((section(".rodata"), used)) = 10;
struct event *(*const chosen[2])(int, const char *) __attribute__((section(".rodata"))) = {};
int touch(void *context) { return limit; }
`;

const folder = mkdtempSync(join(tmpdir(), 'ebpf-values-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Compiled {
  btf: Btf;
  section: (name: string) => { bytes: Uint8Array; variables: Map<string, DataVariable> };
}

function compile(target: string): Compiled {
  const object = join(folder, `${target}.o`);
  writeFileSync(join(folder, 'values.c'), source);
  execFileSync('clang', ['-target', target, '-g', '-O1', '-c', join(folder, 'values.c'), '-o', object]);
  const dump = (name: string): Uint8Array => {
    const file = join(folder, 'section');
    execFileSync('llvm-objcopy', ['--dump-section', `${name}=${file}`, object, join(folder, 'copy.o')]);
    return new Uint8Array(readFileSync(file));
  };
  const symbols = new Map<string, number>();
  for (const line of execFileSync('llvm-nm', [object], { encoding: 'utf8' }).split('\n')) {
    const [address = '', , name = ''] = line.split(' ');
    symbols.set(name, parseInt(address, 16));
  }
  const { value: btf, problems } = readBtf(dump('.BTF'));
  expect(problems).toEqual([]);
  return {
    btf,
    section: (name) => {
      const bytes = dump(name);
      const id = dataSectionOf(btf, `values${name}`) ?? 0;
      const variables = variablesOf(btf, id, bytes, {}, symbols);
      return { bytes, variables: new Map(variables.map((variable) => [variable.name, variable])) };
    },
  };
}

const expected = {
  pid: 4242,
  comm: 'b"a\\s\tch\ufffd',
  delta: -9007199254740995n,
  id: 18446744073709551615n,
  small: 77n,
  on: true,
  off: false,
  state: 'BUSY',
  strange: 9,
  flags: 'LAST',
  a: 5,
  b: 300,
  c: -3,
  wide: 0x2aaaabbbbccccn,
  port: 443,
  saddr: '192.0.2.1',
  seq: 7,
  cookie: 0x0102030405060708n,
  little: 99,
  peer: '127.0.0.1',
  peer6: '2001:db8::1',
  h_dest: '02:00:5e:10:00:ff',
  raw: [1, 2, 254],
  saddr_v6: '::ffff:192.0.2.7',
  route: '10.1.2.0/24',
  ratio: Math.fround(0.1),
  share: -2.5e-300,
  nothing: '0x0',
  next: '0xffff888000001000',
  inner: { level: -7, total: 1000000000000n },
  x: -1,
  word: 0x01010101,
  octet: 1,
  slots: [1, 2, 0, 4],
  hist: [0n, 3n, 5n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n],
  pair: [
    { level: 1, total: 2n },
    { level: 3, total: 4n },
  ],
  words: ['up', 'down'],
  grid: [
    [1, -2],
    [3, -4],
  ],
  huge: (1n << 100n) + 1n,
  below: -5n,
  letter: 82,
};

describe.each([['bpf'], ['bpfeb']])('compiled for %s', (target) => {
  const { btf, section } = compile(target);
  const data = section('.data');
  const event = data.variables.get('event');
  const bytes = data.bytes.slice(event?.offset, (event?.offset ?? 0) + (event?.size ?? 0));

  it('reads a tree', () => {
    expect(readValue(btf, event?.typeId ?? 0, bytes)).toEqual(expected);
  });

  it('reads cells', () => {
    const view = new DataView(bytes.buffer);
    const { columns, problems } = columnsOf(btf, event?.typeId ?? 0, 'value');
    expect(problems).toEqual([]);
    const table = columns.map((column) => [
      column.id,
      column.type,
      column.text(view, 0),
      column.number(view, 0),
    ]);
    expect(table).toEqual([
      ['pid', '__u32', '4242', 4242],
      ['comm', 'char[16]', 'b"a\\\\s\\tch\\xff', undefined],
      ['delta', '__s64', '-9007199254740995', -9007199254740995n],
      ['id', '__u64', '18446744073709551615', 18446744073709551615n],
      ['small', '__u64', '77', 77],
      ['on', '_Bool', 'true', 1],
      ['off', '_Bool', 'false', 0],
      ['state', 'enum state', 'BUSY', 5],
      ['strange', 'enum state', '9', 9],
      ['flags', 'enum flags', 'LAST', 0x80000000],
      ['a', 'unsigned int : 3', '5', 5],
      ['b', 'unsigned int : 9', '300', 300],
      ['c', 'int : 4', '-3', -3],
      ['wide', 'unsigned long long : 50', String(0x2aaaabbbbcccc), 0x2aaaabbbbcccc],
      ['port', '__be16', '443', 443],
      ['saddr', '__be32', '192.0.2.1', 0xc0000201],
      ['seq', '__be32', '7', 7],
      ['cookie', '__be64', '72623859790382856', 0x0102030405060708n],
      ['little', '__le32', '99', 99],
      ['peer', 'struct in_addr', '127.0.0.1', 0x7f000001],
      ['peer6', 'struct in6_addr', '2001:db8::1', (0x20010db8n << 96n) + 1n],
      ['h_dest', '__u8[6]', '02:00:5e:10:00:ff', 0x02005e1000ff],
      ['raw', 'unsigned char[3]', '01 02 fe', undefined],
      ['saddr_v6', '__u8[16]', '::ffff:192.0.2.7', 0xffffc0000207],
      ['route', 'struct route', '10.1.2.0/24', undefined],
      ['ratio', 'float', '0.1', Math.fround(0.1)],
      ['share', 'double', '-2.5e-300', -2.5e-300],
      ['nothing', 'void *', '0x0', 0],
      ['next', 'struct event *', '0xffff888000001000', 0xffff888000001000n],
      ['inner.level', '__s8', '-7', -7],
      ['inner.total', '__u64', '1000000000000', 1000000000000],
      ['x', 'int', '-1', -1],
      ['word', '__u32', '16843009', 16843009],
      ['octet', '__u8', '1', 1],
      ['slots[0]', '__u32', '1', 1],
      ['slots[1]', '__u32', '2', 2],
      ['slots[2]', '__u32', '0', 0],
      ['slots[3]', '__u32', '4', 4],
      ['hist', '__u64[12]', '{0, 3, 5}', undefined],
      ['pair[0].level', '__s8', '1', 1],
      ['pair[0].total', '__u64', '2', 2],
      ['pair[1].level', '__s8', '3', 3],
      ['pair[1].total', '__u64', '4', 4],
      ['words[0]', 'char[4]', 'up', undefined],
      ['words[1]', 'char[4]', 'down', undefined],
      ['grid[0][0]', 'short', '1', 1],
      ['grid[0][1]', 'short', '-2', -2],
      ['grid[1][0]', 'short', '3', 3],
      ['grid[1][1]', 'short', '-4', -4],
      ['huge', 'unsigned __int128', String((1n << 100n) + 1n), (1n << 100n) + 1n],
      ['below', '__int128', '-5', -5],
      ['letter', 'const volatile char', '82', 82],
    ]);
  });

  it('writes the bytes that the compiler wrote', () => {
    const line = formatValue(btf, event?.typeId ?? 0, bytes);
    expect(line).toMatch(/^\{ \.pid = 4242, \.comm = "b\\"a\\\\s\\tch\\xff", \.delta = -9007199254740995, /);
    expect(parseValue(btf, event?.typeId ?? 0, line)).toEqual({ bytes, problems: [] });
    const json = stringifyExact({ ...expected, comm: 'b"a\\s\tch' });
    const { bytes: written, problems } = parseValue(btf, event?.typeId ?? 0, json);
    expect(problems).toEqual([]);
    expect(readValue(btf, event?.typeId ?? 0, written)).toEqual({ ...expected, comm: 'b"a\\s\tch' });
  });

  it('lists variables', () => {
    const { variables } = section('.rodata');
    const rows = [...variables.values()].map(({ name, type, size, linkage, text }) => [
      name,
      type,
      size,
      linkage,
      text,
    ]);
    expect(rows.sort()).toEqual([
      ['banner', 'const char[16]', 16, 'global', '"hello"'],
      ['chosen', 'struct event *(*const[2])(int, const char *)', 16, 'global', '{0}'],
      ['limit', 'const volatile __u32', 4, 'static', '10'],
      ['server_ip6', 'const __u8[16]', 16, 'global', '"fe80::9"'],
    ]);
    for (const { typeId, name, text, offset, size } of variables.values()) {
      const bytes = section('.rodata').bytes.slice(offset, offset + size);
      expect(parseValue(btf, typeId, text, name)).toEqual({ bytes, problems: [] });
    }
    const [limit] = variables.get('limit')?.columns() ?? [];
    const view = new DataView(section('.rodata').bytes.buffer);
    expect([limit?.id, limit?.offset, limit?.number(view, 0)]).toEqual([
      'limit',
      variables.get('limit')?.offset,
      10,
    ]);
  });
});
