/** Which value columns can have a rate: numbers that were seen to change. Looking for them has a limit per reading. */
import type { EntryStore } from './entryStore';
import type { MapCells } from './mapCells';
import type { MapColumn } from './mapColumns';
import { canCount } from './mapColumns';

/** Entries of a reading whose cells are compared, and entries that are passed by on the way to them. */
const mostCompared = 256;
const mostPassed = 16_384;

export class CountingColumns {
  readonly #candidates: MapColumn[];
  readonly #seen = new Set<MapColumn>();
  /** Where the next reading goes on looking, so that all entries have their turn. */
  #place = 0;

  constructor(columns: readonly MapColumn[]) {
    this.#candidates = columns.filter(canCount);
  }

  /** In the order of the columns. */
  get ids(): string[] {
    return this.#candidates.filter((column) => this.#seen.has(column)).map((column) => column.id);
  }

  /** A column that can count, whether or not it was seen to. */
  find(id: string): MapColumn | undefined {
    return this.#candidates.find((column) => column.id === id);
  }

  saw(column: MapColumn): void {
    if (canCount(column)) this.#seen.add(column);
  }

  look(entries: EntryStore, cells: MapCells): void {
    const unseen = this.#candidates.filter((column) => !this.#seen.has(column));
    if (unseen.length === 0 || entries.count === 0) return;
    let compared = 0;
    for (let passed = 0; passed < Math.min(mostPassed, entries.count) && compared < mostCompared; passed++) {
      this.#place = (this.#place + 1) % entries.count;
      const slot = entries.slotAt(this.#place);
      if (!entries.changed(slot)) continue;
      compared++;
      for (const column of unseen) {
        if (!this.#seen.has(column) && cells.changed(slot, column)) this.#seen.add(column);
      }
    }
  }
}
