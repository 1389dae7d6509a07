import { expect, it } from 'vitest';
import { RowKeys } from './rowKeys';

/** Keys of the rows `[start, start + 6)` after each move. */
function keys(...starts: number[]): string[] {
  const rows = new RowKeys();
  return starts.map((start) => {
    const shift = rows.shift(start, 6);
    return Array.from({ length: 6 }, (_, index) => start + index - shift).join(' ');
  });
}

it('lets rows that stay keep their elements', () => {
  expect(keys(0, 1, 3, 2)).toEqual(['0 1 2 3 4 5', '1 2 3 4 5 6', '3 4 5 6 7 8', '2 3 4 5 6 7']);
});

it('makes no element for a jump', () => {
  expect(keys(0, 1, 1000, 4)).toEqual(['0 1 2 3 4 5', '1 2 3 4 5 6', '1 2 3 4 5 6', '1 2 3 4 5 6']);
});
