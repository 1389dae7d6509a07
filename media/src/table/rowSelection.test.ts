import { expect, it } from 'vitest';
import { RowSelection } from './rowSelection';

it('extends from where it began, both ways', () => {
  const selection = new RowSelection();
  selection.set(5);
  selection.extend(8);
  expect(selection.range).toEqual({ first: 5, last: 8 });
  selection.extend(3);
  expect(selection.range).toEqual({ first: 3, last: 5 });
  expect(selection.active).toBe(3);
  expect([2, 3, 5, 6].map((row) => selection.has(row))).toEqual([false, true, true, false]);
});

it('loses rows that are gone', () => {
  const selection = new RowSelection();
  selection.setRange(5, 8);
  selection.clamp(7, 100);
  expect(selection.range).toEqual({ first: 7, last: 8 });
  selection.clamp(9, 100);
  expect(selection.range).toBeUndefined();
  selection.set(50);
  selection.clamp(10, 20);
  expect(selection.active).toBeUndefined();
});
