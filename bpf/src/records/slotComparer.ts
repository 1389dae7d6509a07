/** Compares entries by one column: their cells are read once, in steps, and then compared as often as sorting needs. */
import { compareNumbers } from './exactNumber';
import type { MapCells } from './mapCells';
import type { MapColumn } from './mapColumns';

/** Of two places in the list of slots. */
export type Comparer = (a: number, b: number) => number;

export interface RowSort {
  column: MapColumn;
  direction: 'up' | 'down';
}

/** How many cells may be read between two looks at the clock. */
const cellsBetweenLooks = 64;

/** Yields the share of the cells that have been read. */
export function slotComparer(
  cells: MapCells,
  slots: Uint32Array,
  { column, direction }: RowSort,
): Generator<number, Comparer> {
  const sign = direction === 'up' ? 1 : -1;
  return column.numeric ? byNumber(cells, slots, column, sign) : byText(cells, slots, column, sign);
}

/** What has no number comes last, whatever the direction. */
function* byNumber(
  cells: MapCells,
  slots: Uint32Array,
  column: MapColumn,
  sign: number,
): Generator<number, Comparer> {
  const keys = new Float64Array(slots.length);
  for (let index = 0; index < slots.length; index++) {
    const value = cells.number(slots[index] ?? 0, column);
    keys[index] = value === undefined ? NaN : Number(value);
    if (index % cellsBetweenLooks === 0) yield index / slots.length;
  }
  return (a, b) => {
    const first = keys[a] ?? NaN;
    const second = keys[b] ?? NaN;
    if (first < second) return -sign;
    if (first > second) return sign;
    if (first === second) {
      if (Math.abs(first) <= Number.MAX_SAFE_INTEGER) return 0;
      // A double is too coarse to tell these apart; they are few enough to be read again.
      const exact = cells.number(slots[a] ?? 0, column) ?? first;
      return sign * compareNumbers(exact, cells.number(slots[b] ?? 0, column) ?? second);
    }
    return Number(Number.isNaN(first)) - Number(Number.isNaN(second));
  };
}

/** By code units: the order is the same for every user, and quick. */
function* byText(
  cells: MapCells,
  slots: Uint32Array,
  column: MapColumn,
  sign: number,
): Generator<number, Comparer> {
  const texts: string[] = [];
  for (const slot of slots) {
    texts.push(cells.text(slot, column));
    if (texts.length % cellsBetweenLooks === 0) yield texts.length / slots.length;
  }
  return (a, b) => {
    const first = texts[a] ?? '';
    const second = texts[b] ?? '';
    return first < second ? -sign : first > second ? sign : 0;
  };
}
