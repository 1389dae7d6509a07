import { expect, it } from 'vitest';
import { ChangeMarks, flashMs } from './changeMarks';

const texts = { changedCell: 'Changed' };

it('marks the changed ones among the shown columns', () => {
  const row = { position: 0, cells: ['1', '2', '3'], changed: [2] };
  expect(new ChangeMarks().marks(row, [0, 2], texts, 0)).toEqual([
    undefined,
    { className: 'changed', note: 'Changed' },
  ]);
});

it('flashes what came just now, by turns, and not what came long ago', () => {
  const marks = new ChangeMarks();
  const [first, second] = [0, 1].map(() => ({ position: 0, cells: ['1'], changed: [0] }));
  if (!first || !second) throw new Error('two rows');
  marks.note([first], 1000);
  marks.note([second], 1200);
  const at = (row: typeof first, now: number) => marks.marks(row, [0], texts, now)?.[0]?.className;
  const names = [at(first, 1300), at(second, 1300)];
  expect(new Set(names)).toEqual(new Set(['changed flash-0', 'changed flash-1']));
  expect(at(first, 1000 + flashMs)).toBe('changed');
});

it('leaves rows without changes alone', () => {
  const marks = new ChangeMarks();
  expect(marks.marks({ position: 0, cells: ['1'], changed: [] }, [0], texts, 0)).toBeUndefined();
  expect(marks.marks({ position: 0, cells: ['1'] }, [0], texts, 0)).toBeUndefined();
});
