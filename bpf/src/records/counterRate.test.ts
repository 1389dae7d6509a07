import { expect, it } from 'vitest';
import { counted, rateText } from './counterRate';

const u64 = { size: 8, format: 'number' } as const;
const u32 = { size: 4, format: 'number' } as const;

it.each([
  [5, 3, u32, 2],
  [2n ** 63n + 1n, 2n ** 63n, u64, 1],
  [2n ** 64n - 1n, 0n, u64, 2n ** 64n - 1n],
  [3, 5, u32, undefined],
  [4, 4294967290, u32, 10],
  [0, 2_000_000_000, u32, undefined],
  [1n, 2n ** 64n - 1n, u64, 2],
  [1n, 2n ** 63n, u64, undefined],
  [-2147483647, 2147483647, u32, 2],
  [-10, -5, u32, undefined],
  [250, 3, { size: 1, format: 'number' }, 247],
  [3, 250, { size: 1, format: 'number' }, undefined],
  [1.5, 1, { size: 8, format: 'float' }, 0.5],
  [1, 1.5, { size: 8, format: 'float' }, undefined],
] as const)('%s after %s', (now, before, column, expected) => {
  expect(counted(now, before, column)).toEqual(expected);
});

it.each([
  [0, '0'],
  [12345.6, '12346'],
  [12.34, '12.3'],
  [0.0512, '0.051'],
  [7, '7'],
])('%d a second is %s', (rate, text) => {
  expect(rateText(rate)).toBe(text);
});
