/**
 * Which entries a map's table shows, and in which order. Filtering and sorting are done in small steps by `advance`;
 * until the new order is there, the rows stay in the old one.
 */
import type { FilterExpression } from '../table/filterExpression';
import { IndexSort } from '../table/indexSort';
import type { EntryStore } from './entryStore';
import type { MapCells } from './mapCells';
import type { MapColumn } from './mapColumns';
import type { RowSort } from './slotComparer';
import { slotComparer } from './slotComparer';
import { SlotFilter } from './slotFilter';

export class RowOrder {
  readonly #entries: EntryStore;
  readonly #cells: MapCells;
  /** Undefined: all entries, in their own order. */
  #shown: Uint32Array | undefined;
  #filter: SlotFilter | undefined;
  #sort: RowSort | undefined;
  /** Filter or sort were set and have yet to be applied. */
  #stale = false;
  /** What the order was made of; another is wanted when it is no longer that. */
  #madeOf = '';
  #work: Generator<number, void> | undefined;
  #progress = 1;
  #arrangement = 0;
  /** Entries that had left when the rows were last rid of them. */
  #left = 0;

  constructor(entries: EntryStore, cells: MapCells) {
    this.#entries = entries;
    this.#cells = cells;
  }

  get count(): number {
    return this.#shown ? this.#shown.length : this.#entries.count;
  }

  /** Rises whenever other rows may stand at the positions than before; rows that come at the end do not count. */
  get arrangement(): number {
    return this.#arrangement;
  }

  get pending(): boolean {
    return this.#work !== undefined || this.#wanted;
  }

  /** Share of what is being done, from 0 to 1. */
  get progress(): number {
    return this.pending ? this.#progress : 1;
  }

  slot(position: number): number | undefined {
    if (position < 0 || position >= this.count) return undefined;
    return this.#shown ? this.#shown[position] : this.#entries.slotAt(position);
  }

  position(slot: number): number | undefined {
    const position = (this.#shown ?? this.#entries.order).indexOf(slot);
    return position < 0 ? undefined : position;
  }

  /** The slots as they are now, whatever comes next. */
  snapshot(): Uint32Array {
    return (this.#shown ?? this.#entries.order).slice();
  }

  setFilter(expression: FilterExpression | undefined, columns: readonly MapColumn[]): void {
    this.#filter = expression && new SlotFilter(this.#entries, this.#cells, expression, columns);
    this.#restart();
  }

  setSort(sort: RowSort | undefined): void {
    this.#sort = sort;
    this.#restart();
  }

  /** To be called when a reading has ended: values are others, and some entries have left. */
  readingEnded(): void {
    this.#filter?.readingEnded();
    if (this.#left === this.#entries.left) return;
    this.#left = this.#entries.left;
    if (this.#shown) this.#shown = this.#alive(this.#shown, Infinity);
    this.#arrangement++;
  }

  /** Works until `enough` says so; true when filter and order are up to date. */
  advance(enough: () => boolean): boolean {
    while (this.pending) {
      const work = this.#work ?? this.#run();
      // Put back only after the step: one that was stopped from outside, in a user's expression, cannot go on.
      this.#work = undefined;
      const { done, value } = work.next();
      if (!done) {
        this.#work = work;
        this.#progress = value;
      }
      if (enough()) return !this.pending;
    }
    return true;
  }

  #restart(): void {
    this.#work = undefined;
    this.#stale = true;
    this.#madeOf = '';
    this.#progress = 0;
  }

  get #wanted(): boolean {
    if (this.#stale || this.#filter?.pending) return true;
    return this.#sort !== undefined && this.#madeOf !== this.#material(this.#sort.column);
  }

  /** While a reading is under way the order stays: it would be another with every chunk. */
  #material({ group }: MapColumn): string {
    const { members, changes, readings, reading } = this.#entries;
    if (reading && this.#madeOf !== '') return this.#madeOf;
    const flips = this.#filter?.flips ?? 0;
    return `${members} ${flips} ${group === 'key' ? '' : changes} ${group === 'rate' ? readings : ''}`;
  }

  *#run(): Generator<number, void> {
    const filter = this.#filter;
    const sort = this.#sort;
    if (filter) {
      for (const done of filter.scan()) yield sort ? done * 0.3 : done;
    }
    if (!sort) this.#show(filter?.matches());
    else if (this.#stale || this.#madeOf !== this.#material(sort.column)) yield* this.#sortRows(sort);
    this.#stale = false;
  }

  *#sortRows(sort: RowSort): Generator<number, void> {
    const material = this.#material(sort.column);
    const { births } = this.#entries.slots;
    const slots = this.#filter?.matches() ?? this.#entries.order.slice();
    const comparing = slotComparer(this.#cells, slots, sort);
    let read = comparing.next();
    for (; !read.done; read = comparing.next()) yield 0.3 + read.value * 0.3;
    const sorting = new IndexSort(slots.length, read.value);
    // One step each time: whoever called looks at the clock in between.
    while (!sorting.advance(() => true)) yield 0.6 + sorting.progress * 0.4;
    const rows = new Uint32Array(slots.length);
    sorting.sorted.forEach((index, position) => (rows[position] = slots[index] ?? 0));
    this.#madeOf = material;
    this.#show(this.#alive(rows, births));
  }

  #show(slots: Uint32Array | undefined): void {
    const { order } = this.#entries;
    if (!beginsWith(slots ?? order, this.#shown ?? order)) this.#arrangement++;
    this.#shown = slots;
  }

  /** The slots, in place, without entries that have left since so many had come. */
  #alive(slots: Uint32Array, births: number): Uint32Array {
    let kept = 0;
    for (const slot of slots) {
      if (!this.#entries.isOther(slot, births)) slots[kept++] = slot;
    }
    return kept === slots.length ? slots : slots.slice(0, kept);
  }
}

function beginsWith(rows: Uint32Array, before: Uint32Array): boolean {
  if (before.length > rows.length) return false;
  for (let position = 0; position < before.length; position++) {
    if (rows[position] !== before[position]) return false;
  }
  return true;
}
