/**
 * Reads the cells of a map's entries from their bytes. The cell of a value with a slot for each CPU is the sum of what
 * can be added up; of all else it is what all slots have in common, or a mark that they differ.
 */
import type { ValueColumn } from '../values/valueColumn';
import type { ExactNumber } from './exactNumber';
import { compareNumbers, sum } from './exactNumber';
import { counted, rateText } from './counterRate';
import type { EntryStore } from './entryStore';
import { sameBytes } from './flatBytes';
import type { FlatPages } from './flatPages';
import type { MapColumn } from './mapColumns';
import { canCount } from './mapColumns';

/** In place of a text, where the CPUs' slots are not the same. */
export const differs = '≠';

/** A sum as the column would show it, for formats that only its maker knows. */
export type SumText = (column: ValueColumn, value: ExactNumber) => string;

export class MapCells {
  readonly #entries: EntryStore;
  readonly #slots: number;
  readonly #slotSize: number;
  readonly #sumText: SumText;

  constructor(entries: EntryStore, sumText: SumText = plainText) {
    this.#entries = entries;
    this.#slots = entries.layout.slots;
    this.#slotSize = entries.layout.slotSize;
    this.#sumText = sumText;
  }

  /** Undefined for what is no number, or differs between CPUs and cannot be added up. */
  number(slot: number, column: MapColumn): ExactNumber | undefined {
    const { keys, values } = this.#entries;
    switch (column.group) {
      case 'key':
        return column.value.number(keys.view(slot), keys.at(slot));
      case 'rate':
        return this.#rate(slot, column.value);
      case 'value':
        if (this.#slots === 1) return column.value.number(values.view(slot), values.at(slot));
        return canCount(column) ? this.#sum(values, slot, column.value) : this.#common(slot, column.value);
    }
  }

  text(slot: number, column: MapColumn): string {
    const { keys, values } = this.#entries;
    switch (column.group) {
      case 'key':
        return column.value.text(keys.view(slot), keys.at(slot));
      case 'rate': {
        const rate = this.#rate(slot, column.value);
        return rate === undefined ? '' : rateText(rate);
      }
      case 'value':
        if (this.#slots === 1) return column.value.text(values.view(slot), values.at(slot));
        if (canCount(column)) {
          const total = this.#sum(values, slot, column.value);
          return total === undefined ? '' : this.#sumText(column.value, total);
        }
        return this.#isCommon(slot, column.value)
          ? column.value.text(values.view(slot), values.at(slot))
          : differs;
    }
  }

  /** Whether the value is another than in the reading before; bits of other columns in its bytes do not count. */
  changed(slot: number, column: MapColumn): boolean {
    if (column.group !== 'value' || !this.#entries.changed(slot)) return false;
    const before = this.#entries.before(slot);
    return before !== undefined && this.#differ(slot, before.pages, before.item, column.value);
  }

  /** What each CPU has: a text per column, those of the key empty. None for maps without slots. */
  parts(slot: number, columns: readonly MapColumn[]): string[][] {
    if (this.#slots === 1) return [];
    return Array.from({ length: this.#slots }, (_, cpu) =>
      columns.map((column) => this.#part(slot, column, cpu)),
    );
  }

  #part(slot: number, { group, value }: MapColumn, cpu: number): string {
    const { values } = this.#entries;
    if (group === 'key') return '';
    if (group === 'value') return value.text(values.view(slot), values.at(slot) + cpu * this.#slotSize);
    const rate = this.#rate(slot, value, cpu, cpu + 1);
    return rate === undefined ? '' : rateText(rate);
  }

  #sum(pages: FlatPages, item: number, column: ValueColumn): ExactNumber | undefined {
    const view = pages.view(item);
    let at = pages.at(item);
    let total: ExactNumber = 0;
    for (let cpu = 0; cpu < this.#slots; cpu++, at += this.#slotSize) {
      const part = column.number(view, at);
      if (part === undefined) return undefined;
      total = sum(total, part);
    }
    return total;
  }

  #common(slot: number, column: ValueColumn): ExactNumber | undefined {
    const { values } = this.#entries;
    return this.#isCommon(slot, column) ? column.number(values.view(slot), values.at(slot)) : undefined;
  }

  #isCommon(slot: number, { offset, size }: ValueColumn): boolean {
    const { values } = this.#entries;
    const view = values.view(slot);
    const first = values.at(slot) + offset;
    for (let cpu = 1; cpu < this.#slots; cpu++) {
      if (!sameBytes(view, first, view, first + cpu * this.#slotSize, size)) return false;
    }
    return true;
  }

  #differ(slot: number, pages: FlatPages, item: number, column: ValueColumn): boolean {
    const { values } = this.#entries;
    const now = values.view(slot);
    const then = pages.view(item);
    for (let cpu = 0; cpu < this.#slots; cpu++) {
      const nowAt = values.at(slot) + cpu * this.#slotSize;
      const thenAt = pages.at(item) + cpu * this.#slotSize;
      const { offset, size } = column;
      if (sameBytes(now, nowAt + offset, then, thenAt + offset, size)) continue;
      const a = column.number(now, nowAt);
      const b = column.number(then, thenAt);
      if (a === undefined || b === undefined || compareNumbers(a, b) !== 0) return true;
    }
    return false;
  }

  /** Per second; undefined where it is not known or a CPU's slot fell. */
  #rate(slot: number, column: ValueColumn, from = 0, to = this.#slots): number | undefined {
    const before = this.#entries.before(slot);
    if (!before || !(before.since > 0)) return undefined;
    if (before.pages === this.#entries.values) return 0;
    const { values } = this.#entries;
    let total: ExactNumber = 0;
    for (let cpu = from; cpu < to; cpu++) {
      const offset = cpu * this.#slotSize;
      const now = column.number(values.view(slot), values.at(slot) + offset);
      const then = column.number(before.pages.view(before.item), before.pages.at(before.item) + offset);
      const rise = now === undefined || then === undefined ? undefined : counted(now, then, column);
      if (rise === undefined) return undefined;
      total = sum(total, rise);
    }
    return (Number(total) * 1000) / before.since;
  }
}

function plainText({ format }: ValueColumn, value: ExactNumber): string {
  if (format !== 'hex') return String(value);
  return value < 0 ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}
