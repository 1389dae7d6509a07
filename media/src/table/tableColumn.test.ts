import { expect, it } from 'vitest';
import { columnGroups, gridTemplate, nextSort, startsGroup, type TableColumn } from './tableColumn';

function columns(...groups: (string | undefined)[]): TableColumn[] {
  return groups.map((group, index) => ({
    id: `c${index}`,
    title: '',
    width: 50,
    resizeLabel: '',
    ...(group === undefined ? {} : { group }),
  }));
}

it('puts neighbours of one group under one caption', () => {
  expect(columnGroups(columns('key', 'key', 'value'))).toEqual([
    { label: 'key', span: 2 },
    { label: 'value', span: 1 },
  ]);
});

it.each([[['value', 'value']], [[undefined, undefined]], [[]]])('needs no caption for %j', (groups) => {
  expect(columnGroups(columns(...groups))).toEqual([]);
});

it('draws a line only between groups', () => {
  const all = columns('key', 'key', 'value', undefined);
  expect(all.map((_column, index) => startsGroup(all, index))).toEqual([false, false, true, true]);
});

it('sorts up, down and not at all', () => {
  expect([nextSort('none'), nextSort('up'), nextSort('down')]).toEqual(['up', 'down', 'none']);
});

it('lets the width that the user chose stand', () => {
  const [first, second] = columns('a', 'a');
  if (!first || !second) throw new Error('two columns');
  expect(gridTemplate([first, { ...second, grow: true }], { c0: 70 })).toBe('70px minmax(50px, 1fr)');
});
