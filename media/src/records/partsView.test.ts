import { expect, it } from 'vitest';
import type { RecordColumn } from '#protocol/recordPanel';
import { partColumns } from './partsView';

function column(id: string, group: RecordColumn['group']): RecordColumn {
  return {
    id,
    title: id,
    type: '',
    group,
    numeric: true,
    editable: false,
    link: false,
    formats: [],
    choices: [],
  };
}

const columns = [column('k', 'key'), column('a', 'value'), column('b', 'value'), column('r', 'rate')];

it.each([
  [
    ['0', '1', '2', '3'],
    [1, 2],
  ],
  [
    ['0', '1', '2'],
    [1, 2],
  ],
  [
    ['1', '2'],
    [0, 1],
  ],
])('finds the value in %j', (cells, indexes) => {
  const found = partColumns({ columns }, [{ label: 'CPU 0', cells }]);
  expect(found.map(({ column: { id }, index }) => [id, index])).toEqual([
    ['a', indexes[0]],
    ['b', indexes[1]],
  ]);
});
