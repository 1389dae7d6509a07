import fc from 'fast-check';
import { expect, it } from 'vitest';
import { numberRange } from './numberRange';

it.each<[string, (number | bigint)[], (number | bigint)[]]>([
  ['5', [5, 5n], [4, 6n]],
  ['-3', [-3, -3n], [3]],
  ['0x1F', [31, 31n], [0]],
  ['-0x10', [-16], [16]],
  ['2-9', [2, 9n, 4.5], [1, 10n]],
  ['-5--1', [-5, -1n, -3], [-6, 0n]],
  ['-5-3', [-5, 0, 3], [-6, 4]],
  ['0x10-0x1f', [16, 31], [15, 32]],
  ['>100', [101, 100.5, 101n], [100, 100n]],
  ['>=-2', [-2, 0n], [-3]],
  ['<-2', [-3n], [-2]],
  ['<=7', [7, 7n], [8]],
  ['1.5', [1.5], [1, 1n]],
  ['18446744073709551615', [18446744073709551615n], [18446744073709551614n, 2 ** 64]],
  ['>9007199254740993', [9007199254740994n], [9007199254740993n, 9007199254740992n]],
  ['-9223372036854775808', [-9223372036854775808n], [-9223372036854775807n]],
])('%s', (text, inside, outside) => {
  const test = numberRange(text);
  expect(inside.filter((value) => !test?.(value))).toEqual([]);
  expect(outside.filter((value) => test?.(value))).toEqual([]);
});

it.each(['', 'x', '-', '>', '1-', '--1', '>1-5', '0x', '1e5', '1..2', '>=', 'NaN', '5 6'])(
  '%j is no range',
  (text) => {
    expect(numberRange(text)).toBeUndefined();
  },
);

it('finds every 64-bit number by its digits, and not its neighbours', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }), (value) => {
      const test = numberRange(String(value));
      expect(test?.(value)).toBe(true);
      expect(test?.(value + 1n)).toBe(false);
      expect(test?.(value - 1n)).toBe(false);
      expect(numberRange(`>=${String(value)}`)?.(value - 1n)).toBe(false);
      expect(numberRange(`${String(value)}-${String(value + 5n)}`)?.(value + 5n)).toBe(true);
    }),
  );
});
