/**
 * Maps that are a histogram: an array whose keys are the buckets and whose values are one number, or values with a list
 * of counters in them. Only the counts are found here; what a bucket stands for is the caller's to say.
 */
import type { ValueColumn } from '../values/valueColumn';
import { gone } from './entrySlots';
import type { ExactNumber } from './exactNumber';
import { sum } from './exactNumber';
import type { MapColumn } from './mapColumns';
import { canCount } from './mapColumns';
import type { MapTable } from './mapTable';

/** A list of counters in a value, wherever it lies. */
export interface CounterList {
  /** `slots` */
  id: string;
  counts(view: DataView, at: number): readonly ExactNumber[];
}

/** No histogram that a person reads has more buckets. */
const mostBuckets = 4096;

/** The one number in the values of an array whose keys can be buckets; undefined when it is no such map. */
export function bucketColumn(table: MapTable): MapColumn | undefined {
  const [key, value, ...more] = table.columns.filter((column) => column.group !== 'rate');
  if (key?.group !== 'key' || value?.group !== 'value' || more.length > 0) return undefined;
  const { keySize, maxEntries } = table.entries.layout;
  const small = keySize === 4 && maxEntries <= mostBuckets;
  return small && key.numeric && key.format !== 'pointer' && canCount(value) ? value : undefined;
}

/** Counts by key. */
export function countsOfKeys(table: MapTable, column: MapColumn): ExactNumber[] {
  const key = table.columns.find(({ group }) => group === 'key');
  const counts: ExactNumber[] = [];
  if (!key) return counts;
  for (const slot of table.entries.order) {
    const bucket = Number(table.cells.number(slot, key));
    if (!(bucket >= 0 && bucket < mostBuckets) || table.entries.state(slot) === gone) continue;
    while (counts.length <= bucket) counts.push(0);
    counts[bucket] = table.cells.number(slot, column) ?? 0;
  }
  return counts;
}

/** Lists that are short enough to have a column for each counter: `slots[0]`, `slots[1]` and so on. */
export function listsOfColumns(columns: readonly MapColumn[]): CounterList[] {
  const lists = new Map<string, ValueColumn[]>();
  for (const { group, numeric, value } of columns) {
    const [, id = '', index] = /^(.+)\[(\d+)\]$/.exec(value.id) ?? [];
    if (group !== 'value' || !numeric || index === undefined) continue;
    const list = lists.get(id) ?? [];
    if (Number(index) === list.length) lists.set(id, [...list, value]);
  }
  return [...lists]
    .filter(([, list]) => list.length > 1)
    .map(([id, list]) => ({
      id,
      counts: (view, at) => list.map((column) => column.number(view, at) ?? 0),
    }));
}

/** Of one entry, by its key, or of all; with slots, of all CPUs together. */
export function countsOfList(table: MapTable, list: CounterList, key?: Uint8Array): ExactNumber[] {
  const { entries } = table;
  const { layout, values } = entries;
  const one = key && entries.find(key);
  const slots = key ? (one === undefined ? [] : [one]) : entries.order;
  const total: ExactNumber[] = [];
  for (const slot of slots) {
    if (entries.state(slot) === gone) continue;
    for (let cpu = 0; cpu < layout.slots; cpu++) {
      list.counts(values.view(slot), values.at(slot) + cpu * layout.slotSize).forEach((count, bucket) => {
        total[bucket] = sum(total[bucket] ?? 0, count);
      });
    }
  }
  return total;
}
