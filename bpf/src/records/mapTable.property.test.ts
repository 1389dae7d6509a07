/** Whatever is inserted, changed and deleted between and during readings, the table is what a simple model says. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseFilter } from '../table/filterExpression';
import { mapLayout } from './mapLayout';
import { MapTable } from './mapTable';
import { numberColumn } from './sampleColumns';

interface Reading {
  entries: [key: number, value: bigint][];
  whole: boolean;
  /** Entries of a chunk. */
  chunk: number;
  /** Steps taken between two chunks: filter and order are up to date or not when the next one comes. */
  steps: number;
}

/** Few keys and values, so that they meet. Doubles cannot tell the large values apart. */
const readings = fc.array(
  fc.record<Reading>({
    entries: fc.array(
      fc.tuple(fc.nat(30), fc.oneof(fc.bigInt(0n, 3n), fc.bigInt(2n ** 64n - 4n, 2n ** 64n - 1n))),
      { maxLength: 40 },
    ),
    whole: fc.boolean(),
    chunk: fc.integer({ min: 1, max: 12 }),
    steps: fc.nat(3),
  }),
  { maxLength: 12 },
);

interface Expected {
  value: bigint;
  before: bigint | undefined;
  state: 'new' | 'gone' | undefined;
  seen: number;
}

/** What the entries are after a reading, in a Map, which keeps the order in which keys came. */
function read(model: Map<number, Expected>, { entries, whole }: Reading, reading: number): void {
  for (const [key, value] of entries) {
    const known = model.get(key);
    if (!known) {
      const state = reading === 1 ? undefined : 'new';
      model.set(key, { value, before: undefined, state, seen: reading });
      continue;
    }
    if (known.seen !== reading) {
      known.before = known.seen === reading - 1 && known.state !== 'gone' ? known.value : undefined;
      known.state = known.state === 'gone' ? 'new' : undefined;
      known.seen = reading;
    }
    known.value = value;
  }
  for (const [key, entry] of model) {
    if (entry.seen === reading) continue;
    entry.before = undefined;
    if (entry.state === 'new') entry.state = undefined;
    if (!whole) continue;
    if (entry.state === 'gone') model.delete(key);
    else entry.state = 'gone';
  }
}

function chunks({ entries, chunk }: Reading): [Uint8Array, Uint8Array, number][] {
  const made: [Uint8Array, Uint8Array, number][] = [];
  for (let from = 0; from < entries.length; from += chunk) {
    const some = entries.slice(from, from + chunk);
    const keys = new Uint8Array(some.flatMap(([key]) => [key, 0, key ^ 0x55]));
    const values = new DataView(new ArrayBuffer(some.length * 9));
    some.forEach(([, value], index) => values.setBigUint64(index * 9, value, true));
    made.push([keys, new Uint8Array(values.buffer), some.length]);
  }
  return made;
}

function open(sort: string | null): MapTable {
  const layout = { type: 'hash', keySize: 3, valueSize: 9, slots: 1, maxEntries: 100 };
  const table = new MapTable(mapLayout(layout), { entries: 1000, bytes: 1 << 22 });
  table.setColumns([numberColumn('key', '__u8', 0)], [numberColumn('n', '__u64', 0)]);
  table.setSort(sort === null ? null : { column: 'n', direction: sort === 'up' ? 'up' : 'down' });
  return table;
}

interface Shown {
  key: string;
  value: string;
  changed: boolean;
  state: 'new' | 'gone' | undefined;
}

function expected(model: Map<number, Expected>, filtered: boolean, sort: string | null): Shown[] {
  const rows = [...model].filter(([, { value }]) => !filtered || (value !== 1n && value < 2n ** 64n - 2n));
  const sign = sort === 'up' ? 1 : -1;
  if (sort !== null)
    rows.sort(([, a], [, b]) => (a.value === b.value ? 0 : a.value < b.value ? -sign : sign));
  return rows.map(([key, { value, before, state }]) => ({
    key: String(key),
    value: String(value),
    changed: before !== undefined && before !== value,
    state,
  }));
}

it.each([
  [false, null],
  [true, null],
  [false, 'up'],
  [true, 'down'],
])('with a filter: %s, sorted: %s', (filtered, sort) => {
  fc.assert(
    fc.property(readings, (all) => {
      const table = open(sort);
      const text = filtered ? '!n:1 n:<18446744073709551614' : '';
      table.setFilter(parseFilter(text, table.filterColumns).filter);
      const model = new Map<number, Expected>();
      all.forEach((reading, index) => {
        table.beginReading(index * 1000);
        for (const [keys, values, count] of chunks(reading)) {
          table.add(keys, values, count);
          for (let step = 0; step < reading.steps; step++) table.advance(() => true);
          // No row is ever of an entry that is not there.
          for (const { cells } of table.rows(0, Infinity)) expect(Number(cells[0])).toBeLessThanOrEqual(30);
        }
        table.endReading(reading.whole ? 'whole' : 'part');
        read(model, reading, index + 1);
        table.advance(() => false);
        const shown = table.rows(0, Infinity).map(({ cells: [key = '', value = ''], changed, state }) => ({
          ...{ key, value, state },
          changed: changed.length > 0,
        }));
        expect(shown).toEqual(expected(model, filtered, sort));
        expect(table.total).toBe(model.size);
        for (const [position, { key }] of shown.entries()) {
          expect(table.position(new Uint8Array([Number(key), 0, Number(key) ^ 0x55]))).toBe(position);
        }
      });
    }),
    { numRuns: 300 },
  );
});
