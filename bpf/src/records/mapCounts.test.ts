import { expect, it } from 'vitest';
import { bucketColumn, countsOfKeys, countsOfList, listsOfColumns } from './mapCounts';
import type { MapLayout } from './mapLayout';
import { mapLayout } from './mapLayout';
import { MapTable } from './mapTable';
import { numberColumn, textColumn } from './sampleColumns';

function open(layout: MapLayout, values = [numberColumn('value', '__u64', 0)]): MapTable {
  const table = new MapTable(layout, { entries: 100, bytes: 1 << 20 });
  table.setColumns([numberColumn('key', '__u32', 0)], values);
  return table;
}

function read(table: MapTable, keys: number[], values: bigint[]): void {
  const key = new Uint8Array(Uint32Array.from(keys).buffer);
  table.beginReading(0);
  table.add(key, new Uint8Array(BigUint64Array.from(values).buffer), keys.length);
  table.endReading('whole');
}

const array = { type: 'percpu_array', keySize: 4, valueSize: 8, slots: 2, maxEntries: 27 };

it('finds a map whose keys are buckets', () => {
  const table = open(mapLayout(array));
  const column = bucketColumn(table);
  expect(column?.id).toBe('value');
  read(table, [0, 3, 1], [1n, 2n, 0n, 5n, 18446744073709551615n, 1n]);
  expect(column && countsOfKeys(table, column)).toEqual([3, 18446744073709551616n, 0, 5]);
});

it('takes no other map for one', () => {
  const two = [numberColumn('a', '__u32', 0), numberColumn('b', '__u32', 4)];
  expect(bucketColumn(open(mapLayout(array), two))).toBeUndefined();
  expect(bucketColumn(open(mapLayout(array), [textColumn('a', 0, 8)]))).toBeUndefined();
  expect(bucketColumn(open(mapLayout({ ...array, maxEntries: 100_000 })))).toBeUndefined();
});

it('adds up lists of counters, of one entry or of all', () => {
  const layout = mapLayout({ ...array, type: 'hash', valueSize: 24, slots: 1 });
  const table = open(
    layout,
    [0, 1, 2].map((slot) => numberColumn(`slots[${slot}]`, '__u64', slot * 8)),
  );
  const [list] = listsOfColumns(table.columns);
  expect(list?.id).toBe('slots');
  read(table, [7, 9], [1n, 2n, 3n, 10n, 0n, 18446744073709551615n]);
  if (!list) throw new Error('no list');
  expect(countsOfList(table, list)).toEqual([11, 2, 18446744073709551618n]);
  expect(countsOfList(table, list, new Uint8Array([7, 0, 0, 0]))).toEqual([1, 2, 3]);
  expect(countsOfList(table, list, new Uint8Array([8, 0, 0, 0]))).toEqual([]);
  read(table, [9], [10n, 0n, 1n]);
  expect(countsOfList(table, list)).toEqual([10, 0, 1]);
});
