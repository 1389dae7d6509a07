/**
 * Items of one size, one after the other in blocks: a million of them are some dozens of objects, and growing copies
 * nothing. An item is read where it lies, by a view and the place in it.
 */

import { copyBytes } from './flatBytes';

/** Blocks are about so large; of larger items each has its own. */
const pageBytes = 256 * 1024;

const empty = new DataView(new ArrayBuffer(0));

export class FlatPages {
  readonly size: number;
  readonly #shift: number;
  readonly #mask: number;
  #pages: DataView<ArrayBuffer>[] = [];

  /** `most` items will ever be here, as far as is known: a map of three entries has a small block. */
  constructor(size: number, most = Infinity) {
    this.size = size;
    const items = Math.min(pageBytes / Math.max(size, 1), Math.max(most, 1));
    this.#shift = Math.max(0, Math.ceil(Math.log2(items)));
    // A block is not to be twice as large as wanted.
    if (this.#shift > 0 && size * 2 ** this.#shift > pageBytes) this.#shift--;
    this.#mask = 2 ** this.#shift - 1;
  }

  /** Memory held, whether used or not. */
  get bytes(): number {
    return this.#pages.length * this.size * 2 ** this.#shift;
  }

  /** What the item lies in, at the place that `at` says. Valid until the block is dropped. */
  view(item: number): DataView<ArrayBuffer> {
    return this.#pages[item >>> this.#shift] ?? empty;
  }

  at(item: number): number {
    return (item & this.#mask) * this.size;
  }

  /** The item is these bytes from now on. Room is made for it and for all before it. */
  put(item: number, bytes: DataView, at: number): void {
    if (this.size === 0) return;
    const page = item >>> this.#shift;
    while (this.#pages.length <= page) {
      this.#pages.push(new DataView(new ArrayBuffer(this.size * 2 ** this.#shift)));
    }
    copyBytes(bytes, at, this.view(item), this.at(item), this.size);
  }

  /** Drops blocks beyond those that so many items need. */
  trim(items: number): void {
    this.#pages.length = Math.min(this.#pages.length, Math.ceil(items / (this.#mask + 1)));
  }

  copy(item: number): Uint8Array<ArrayBuffer> {
    if (this.size === 0) return new Uint8Array();
    return new Uint8Array(this.view(item).buffer, this.at(item), this.size).slice();
  }
}
