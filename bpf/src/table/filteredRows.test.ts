import { expect, it } from 'vitest';
import type { RowSource } from './filteredRows';
import { FilteredRows } from './filteredRows';

/** The rows are their own numbers, and half of them. */
const hundred: RowSource<number, number> = {
  first: 0,
  next: 100,
  walk: (from, to, visit) => {
    let at = from;
    while (at < to) {
      if (!visit(at, at, at / 2)) return at + 1;
      at++;
    }
    return at;
  },
};

it('tests both parts of a row', () => {
  const rows = new FilteredRows(hundred);
  rows.setTest((what, where) => what > 90 && where === Math.floor(where));
  expect(rows.advance(() => false)).toBe(true);
  const sequences = Array.from({ length: rows.end - rows.first }, (_, row) =>
    rows.sequence(rows.first + row),
  );
  expect(sequences).toEqual([92, 94, 96, 98]);
});

it('does not try a row again whose test was stopped', () => {
  const rows = new FilteredRows(hundred);
  const tried: number[] = [];
  rows.setTest((what) => {
    tried.push(what);
    if (what === 7) throw new Error('stopped');
    return what % 10 === 7;
  });
  expect(() => rows.advance(() => false)).toThrow('stopped');
  expect(rows.advance(() => false)).toBe(true);
  expect(tried).toEqual(Array.from({ length: 100 }, (_, row) => row));
  expect(rows.sequence(0)).toBe(17);
});
