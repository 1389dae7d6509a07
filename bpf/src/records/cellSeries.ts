/** One cell over the last readings: what it was, and how fast it counted. */
import { gone } from './entrySlots';
import type { EntryStore } from './entryStore';
import type { ExactNumber } from './exactNumber';
import type { MapCells } from './mapCells';
import type { MapColumn } from './mapColumns';
import { canCount, rateColumn } from './mapColumns';

/** Ten minutes of one reading a second. */
export const mostMoments = 600;

export interface Moment {
  /** Milliseconds since 1970. */
  at: number;
  /** Undefined when the entry was not there, or its cell is no number. */
  value: ExactNumber | undefined;
  /** Per second; undefined where it is not known or the number fell. */
  rate: number | undefined;
}

export class CellSeries {
  readonly key: Uint8Array;
  readonly column: MapColumn;
  readonly #rate: MapColumn;
  readonly #moments: Moment[] = [];

  constructor(key: Uint8Array, column: MapColumn) {
    this.key = key.slice();
    this.column = column;
    this.#rate = rateColumn(column);
  }

  /** The oldest first. */
  get moments(): readonly Moment[] {
    return this.#moments;
  }

  /** To be called once after each reading. */
  sample(entries: EntryStore, cells: MapCells, at: number): void {
    const slot = entries.find(this.key);
    const there = slot !== undefined && entries.state(slot) !== gone;
    const rate = there && canCount(this.column) ? cells.number(slot, this.#rate) : undefined;
    this.#moments.push({
      at,
      value: there ? cells.number(slot, this.column) : undefined,
      rate: rate === undefined ? undefined : Number(rate),
    });
    if (this.#moments.length > mostMoments) this.#moments.shift();
  }
}
