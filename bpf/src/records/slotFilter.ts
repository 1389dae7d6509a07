/** Which entries a filter lets through: looked at in steps, and again only when a reading has changed them. */
import type { FilterExpression } from '../table/filterExpression';
import { columnFilterTest } from './columnFilterTest';
import type { EntryStore } from './entryStore';
import type { MapCells } from './mapCells';
import type { MapColumn } from './mapColumns';

/** How many entries may be looked at between two looks at the clock. */
const entriesBetweenLooks = 64;

export class SlotFilter {
  readonly #entries: EntryStore;
  readonly #test: (slot: number) => boolean;
  /** A condition is on a rate, which is another with every reading. */
  readonly #onRates: boolean;
  /** By slot: it passed when it was last looked at. */
  #passed = new Uint8Array(64);
  /** Place in the entries' order up to which all have been looked at. */
  #scanned = 0;
  #flips = 0;

  constructor(
    entries: EntryStore,
    cells: MapCells,
    expression: FilterExpression,
    columns: readonly MapColumn[],
  ) {
    this.#entries = entries;
    const rates = new Set(columns.filter(({ group }) => group === 'rate').map(({ id }) => id));
    this.#onRates = expression.columns.some(({ column }) => rates.has(column));
    const test = columnFilterTest<number, undefined>(
      expression,
      columns.map((column) => ({
        id: column.id,
        // What counts per second is not looked through for texts: it would be found now and lost again a second later.
        searched: column.group !== 'rate',
        number: (slot) => cells.number(slot, column),
        text: (slot) => cells.text(slot, column),
      })),
    );
    this.#test = (slot) => test(slot, undefined);
    entries.slots.touched.fill(1);
  }

  get pending(): boolean {
    return this.#scanned < this.#entries.count;
  }

  /** Rises whenever an entry passes that did not before, or the other way. */
  get flips(): number {
    return this.#flips;
  }

  readingEnded(): void {
    this.#scanned = 0;
    if (this.#onRates) this.#entries.slots.touched.fill(1);
  }

  /** Yields the share of the entries that have been looked at. */
  *scan(): Generator<number, void> {
    const { slots } = this.#entries;
    let left = entriesBetweenLooks;
    while (this.#scanned < this.#entries.count) {
      const slot = this.#entries.slotAt(this.#scanned++);
      if (slots.touched[slot] === 0) continue;
      slots.touched[slot] = 0;
      this.#note(slot, this.#test(slot) ? 1 : 0);
      if (--left > 0) continue;
      left = entriesBetweenLooks;
      yield this.#scanned / this.#entries.count;
    }
  }

  /** The slots that pass, in the order of the entries. */
  matches(): Uint32Array<ArrayBuffer> {
    const { order } = this.#entries;
    const matches = new Uint32Array(order.length);
    let count = 0;
    for (const slot of order) {
      matches[count] = slot;
      count += this.#passed[slot] ?? 0;
    }
    return matches.slice(0, count);
  }

  #note(slot: number, passes: number): void {
    if (slot >= this.#passed.length) {
      const larger = new Uint8Array(this.#entries.slots.state.length);
      larger.set(this.#passed);
      this.#passed = larger;
    }
    if (this.#passed[slot] === passes) return;
    this.#passed[slot] = passes;
    this.#flips++;
  }
}
