import { expect, it } from 'vitest';
import { grownCharacters, mostCharacters } from './recordColumns';

it('widens columns for longer cells, up to a limit', () => {
  const rows = [
    { position: 0, cells: ['abc', 'x'.repeat(100)] },
    { position: 1, cells: ['abcde', ''] },
  ];
  expect(grownCharacters([4], rows)).toEqual([5, mostCharacters]);
});

it('never narrows them, and says when nothing changed', () => {
  const known = [10, 10];
  expect(grownCharacters(known, [{ position: 0, cells: ['a', 'b'] }])).toBe(known);
});

it('does not count what stands across all columns', () => {
  const known = [3];
  expect(grownCharacters(known, [{ position: 0, cells: ['very long'], whole: '12 lost' }])).toBe(known);
});
