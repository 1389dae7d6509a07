import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ipv4Text, ipv6Text, macText, parseHex, parseIpv4, parseIpv6, parseMac } from './addresses';
import { charText } from './charText';
import { stringifyExact } from './stringifyExact';
import { textBytes } from './textLiteral';
import { durationText, parseDuration, timestampText } from './timeText';
import { plainText } from './utf8';

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const bytesOf = (length: number): fc.Arbitrary<Uint8Array> =>
  fc
    .array(fc.oneof(fc.constant(0), fc.nat(255)), { minLength: length, maxLength: length })
    .map((list) => Uint8Array.from(list));

it.each([
  ['IPv4', 4, ipv4Text, parseIpv4],
  ['IPv6', 16, ipv6Text, parseIpv6],
  ['MAC', 6, macText, parseMac],
] as const)('reads the %s addresses that it writes', (_, size, write, read) => {
  fc.assert(
    fc.property(bytesOf(size), (bytes) => {
      expect(read(write(viewOf(bytes), 0))).toEqual(bytes);
    }),
  );
});

it('agrees with the platform on IPv6', () => {
  fc.assert(
    fc.property(bytesOf(16), (bytes) => {
      const text = ipv6Text(viewOf(bytes), 0);
      if (text.includes('.')) return;
      expect(new URL(`http://[${text}]/`).hostname).toBe(`[${text}]`);
    }),
  );
});

it.each(['', '1', '1.2.3', '1.2.3.4.5', '1.2.3.-4', '1..2.3', ' 1.2.3.4'])(
  '%j is no IPv4 address',
  (text) => {
    expect(parseIpv4(text)).toBeUndefined();
  },
);

it('agrees with the platform on UTF-8, and loses no byte', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.string({ unit: 'binary' }).map((text) => new TextEncoder().encode(text)),
  );
  fc.assert(
    fc.property(bytes, (given) => {
      const end = given.indexOf(0);
      const text = end < 0 ? given : given.subarray(0, end);
      const view = viewOf(given);
      for (const place of ['cell', 'literal'] as const)
        expect(textBytes(charText(view, 0, given.length, place))).toEqual({ bytes: Uint8Array.from(text) });
      let valid: string;
      try {
        valid = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(text);
      } catch {
        expect(plainText(view, 0, given.length)).toContain('\ufffd');
        return;
      }
      expect(plainText(view, 0, given.length)).toBe(valid);
    }),
    { numRuns: 1000 },
  );
});

it('writes out what would hide or turn a text', () => {
  const shown = (text: string): string => charText(viewOf(new TextEncoder().encode(text)), 0, 100, 'cell');
  expect(shown('a\u202eb\u200bc\ufeff\u0085\u{e0001}')).toBe('a\\u202eb\\u200bc\\ufeff\\u0085\\U000e0001');
  expect(shown('grüße 你好 😀 "x"')).toBe('grüße 你好 😀 "x"');
  expect(shown('"x"')).toBe('\\"x"');
  const long = viewOf(new Uint8Array(5000).fill(0x61));
  expect(charText(long, 0, 5000, 'cell')).toBe(`${'a'.repeat(4096)}…`);
});

it.each([
  ['de ad', [0xde, 0xad]],
  ['de:ad', [0xde, 0xad]],
  ['DEAD', [0xde, 0xad]],
  ['0xdead', [0xde, 0xad]],
  ['', []],
])('%j are bytes', (text, bytes) => {
  expect(parseHex(text)).toEqual(Uint8Array.from(bytes));
});

it.each([
  [850n, 1, '850 ns'],
  [12345, 1, '12.345 µs'],
  [12345, 1000, '12.345 ms'],
  [1_500_000_000n, 1, '1.5 s'],
  [90, 1e9, '1 min 30 s'],
  [93784_000_000_005n, 1, '1 d 2 h 3 min 4.000000005 s'],
  [-2_000_000n, 1, '-2 ms'],
  [0, 1, '0 ns'],
])('%s × %i ns is %s', (value, unit, text) => {
  expect(durationText(value, unit)).toBe(text);
  expect(parseDuration(text)).toBe(BigInt(value) * BigInt(unit));
});

it('reads the durations that it writes', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n }), (value) => {
      expect(parseDuration(durationText(value, 1))).toBe(value);
    }),
  );
});

it.each(['', '5', 'ms', '1.5 ns', '1 h x', '1 parsec'])('%j is no duration', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

it('shows a time that no date can be as its number', () => {
  expect(timestampText(2n ** 64n - 1n, 8.64e15)).toBe('18446744073709551615');
});

it('writes exact JSON', () => {
  const tree = { id: 2n ** 64n - 1n, small: -0, list: [1.5, NaN, null, true], text: 'a"\n' };
  expect(stringifyExact(tree)).toBe(
    '{"id":18446744073709551615,"small":-0,"list":[1.5,"NaN",null,true],"text":"a\\"\\n"}',
  );
});
