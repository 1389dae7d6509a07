/**
 * Lists of counters as histograms. Slots and labels of the log2 scale are those of BCC and libbpf's tools: the first
 * slot counts 0 and 1, each further one twice as many numbers.
 */
import type { Btf } from '../btf/btf';
import { numberReader } from './readNumber';
import { Shapes, type ArrayShape, type Shape } from './shapes';

export type HistogramScale = 'log2' | 'linear';

export interface HistogramBucket {
  /** `8 -> 15`; the slot's number on a linear scale. */
  label: string;
  count: number | bigint;
}

/** Up to the last slot that counts. */
export function histogramOf(counts: readonly (number | bigint)[], scale: HistogramScale): HistogramBucket[] {
  let end = counts.length;
  // Numbers and bigints are compared by value, so this is for either.
  while (end > 0 && Number(counts[end - 1] ?? 0) === 0) end--;
  return counts.slice(0, end).map((count, slot) => ({
    label: scale === 'log2' ? log2Label(slot) : String(slot),
    count,
  }));
}

function log2Label(slot: number): string {
  const low = slot === 0 ? 0n : 1n << BigInt(slot);
  return `${low.toString()} -> ${((1n << BigInt(slot + 1)) - 1n).toString()}`;
}

/** Of a map whose keys are slots. Slots beyond the largest that a histogram has are left out. */
export function histogramOfSlots(
  entries: Iterable<readonly [slot: number | bigint, count: number | bigint]>,
  scale: HistogramScale,
): HistogramBucket[] {
  const counts: (number | bigint)[] = [];
  for (const [key, count] of entries) {
    const slot = Number(key);
    if (slot < 0 || slot >= mostSlots) continue;
    while (counts.length <= slot) counts.push(0);
    counts[slot] = count;
  }
  return histogramOf(counts, scale);
}

const mostSlots = 4096;

export interface CounterList {
  /** The list's id among the columns: `slots`, `stats.hist`. */
  id: string;
  offset: number;
  length: number;
  /** What its name and length suggest. */
  scale: HistogramScale;
  /** As far as the view has them. */
  counts(view: DataView, at: number): (number | bigint)[];
}

/** Lists of unsigned numbers of 32 or 64 bits, longer than those that have a column for each element. */
export function counterLists(btf: Btf, type: number, side: 'key' | 'value' | 'record'): CounterList[] {
  const found: CounterList[] = [];
  collect(new Shapes(btf).of(type, side), { id: '', offset: 0, side }, found, { steps: 5000, depth: 0 });
  return found;
}

const fewest = 9;

function collect(
  shape: Shape,
  place: { id: string; offset: number; side: string },
  found: CounterList[],
  limits: { steps: number; depth: number },
): void {
  if (limits.steps-- <= 0 || limits.depth > deepest) return;
  if (shape.shape === 'array') {
    const list = counterList(shape, place.id === '' ? place.side : place.id, place.offset);
    if (list) found.push(list);
    return;
  }
  if (shape.shape !== 'struct') return;
  limits.depth++;
  for (const member of shape.members) {
    if (limits.steps <= 0) break;
    const id = place.id === '' || member.name === '' ? place.id + member.name : `${place.id}.${member.name}`;
    collect(member.shape, { id, offset: place.offset + member.offset, side: place.side }, found, limits);
  }
  limits.depth--;
}

const deepest = 16;

function counterList(shape: ArrayShape, id: string, offset: number): CounterList | undefined {
  const { element, count, stride } = shape;
  if (element.shape !== 'leaf' || element.kind !== 'int' || element.signed) return undefined;
  if ((element.size !== 4 && element.size !== 8) || count < fewest || count > mostSlots) return undefined;
  const read = numberReader(element);
  const log2 =
    /slot|hist|bucket|lat|log2/i.test(id) || count === 26 || count === 27 || count === 32 || count === 64;
  return {
    id,
    offset,
    length: count,
    scale: log2 ? 'log2' : 'linear',
    counts: (view, at) => {
      const counts: (number | bigint)[] = [];
      for (let index = 0; index < count; index++) {
        const value = read(view, at + offset + index * stride);
        if (value === undefined) break;
        counts.push(value);
      }
      return counts;
    },
  };
}
