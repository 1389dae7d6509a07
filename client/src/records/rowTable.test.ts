import { describe, expect, it } from 'vitest';
import { RowTable, type TableRow } from './rowTable';

function table(...rows: [string, number][]): RowTable {
  const made = new RowTable([
    { id: 'name', numeric: false },
    { id: 'runs', numeric: true },
  ]);
  made.setRows(rows.map(row));
  return made;
}

function row([name, runs]: [string, number]): TableRow {
  return { key: name, values: [name, runs], cells: [name, String(runs)] };
}

const names = (made: RowTable): string[] => made.shown.map(({ key }) => key);

describe('RowTable', () => {
  it('sorts numbers as numbers, and equal rows stay in their order', () => {
    const made = table(['a', 9], ['b', 10], ['c', 9]);
    made.setSort({ column: 'runs', direction: 'up' });
    expect(names(made)).toEqual(['a', 'c', 'b']);
    made.setSort({ column: 'runs', direction: 'down' });
    expect(names(made)).toEqual(['b', 'a', 'c']);
    made.setSort(null);
    expect(names(made)).toEqual(['a', 'b', 'c']);
  });

  it('filters by column and by text, and keeps doing so', () => {
    const made = table(['on_fork', 1], ['on_exit', 5]);
    made.setFilter('runs:>2');
    expect(names(made)).toEqual(['on_exit']);
    made.setRows([row(['on_fork', 3]), row(['on_exit', 1])]);
    expect(names(made)).toEqual(['on_fork']);
    made.setFilter('exit');
    expect(names(made)).toEqual(['on_exit']);
  });

  it('tells a wrong filter and shows nothing filtered by it', () => {
    const made = table(['a', 1]);
    made.setFilter('runs:many');
    expect(made.problems).toEqual([{ kind: 'notANumber', column: 'runs', value: 'many' }]);
    expect(names(made)).toEqual(['a']);
  });

  it('knows the cells that changed, and the rows that are new', () => {
    const made = table(['a', 1]);
    made.setRows([row(['a', 2]), row(['b', 1])]);
    expect(made.shown.map((one) => made.changed(one))).toEqual([[1], undefined]);
  });
});
