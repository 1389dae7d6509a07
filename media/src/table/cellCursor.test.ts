import { expect, it } from 'vitest';
import { CellCursor } from './cellCursor';

const columns = ['a', 'b', 'c'].map((id) => ({ id, title: id, width: 50, resizeLabel: '' }));

it.each([
  [[1], 0],
  [[-1], 2],
  [[1, 1, 1, 1, 1], 2],
  [[1, 1, -1, -1, -1], 0],
] as const)('%j goes to column %s', (steps, expected) => {
  const cursor = new CellCursor();
  for (const step of steps) cursor.move(columns, step);
  expect(cursor.index(columns)).toBe(expected);
});

it('stays with its column, and is nowhere when that is hidden', () => {
  const cursor = new CellCursor();
  cursor.set('b');
  expect(cursor.index(columns.slice(1))).toBe(0);
  expect(cursor.index(columns.slice(2))).toBeUndefined();
});
