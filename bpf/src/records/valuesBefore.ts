/**
 * Values as they were before a reading changed them, of the last two readings: while one is under way, what it has not
 * come to still tells of the one before.
 */
import { FlatPages } from './flatPages';

export class ValuesBefore {
  /** Of readings with even and with odd numbers. */
  readonly #even: FlatPages;
  readonly #odd: FlatPages;
  #count = 0;

  constructor(size: number, most: number) {
    this.#even = new FlatPages(size, most);
    this.#odd = new FlatPages(size, most);
  }

  get bytes(): number {
    return this.#even.bytes + this.#odd.bytes;
  }

  of(reading: number): FlatPages {
    return reading % 2 === 0 ? this.#even : this.#odd;
  }

  /** Forgets the values of the reading before the last one. */
  begin(): void {
    this.#count = 0;
  }

  /** Puts a value of this reading aside; returns where. */
  keep(reading: number, view: DataView, at: number): number {
    const pages = this.of(reading);
    const item = this.#count++;
    pages.put(item, view, at);
    return item;
  }

  /** From now on only this reading's are asked for. */
  end(reading: number): void {
    this.of(reading).trim(this.#count);
    this.of(reading + 1).trim(0);
  }
}
