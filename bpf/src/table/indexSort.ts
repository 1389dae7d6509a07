/**
 * Sorts without moving what is sorted: the numbers from 0 up to a count are put in order by what `compare` says of
 * them. A stable merge sort from the bottom up, in steps, so that a million rows never make anybody wait.
 */

/** How many rows may be placed between two looks at the clock. */
const rowsBetweenLooks = 1024;

export class IndexSort {
  readonly #compare: (a: number, b: number) => number;
  #from: Uint32Array<ArrayBuffer>;
  #to: Uint32Array<ArrayBuffer>;
  /** Length of the runs that are in order, and where the two runs begin that are being merged. */
  #width = 1;
  #left = 0;
  /** Places in both runs and in what is written, while a merge is under way. */
  #a = 0;
  #b = 1;
  #out = 0;

  constructor(count: number, compare: (a: number, b: number) => number) {
    this.#compare = compare;
    this.#from = new Uint32Array(count);
    this.#to = new Uint32Array(count);
    for (let index = 0; index < count; index++) this.#from[index] = index;
  }

  /** The numbers in order, once `advance` has said true. */
  get sorted(): Uint32Array<ArrayBuffer> {
    return this.#from;
  }

  /** Share of the work that is done, from 0 to 1. */
  get progress(): number {
    const count = this.#from.length;
    if (this.#width >= count) return 1;
    return (Math.log2(this.#width) + this.#out / count) / Math.ceil(Math.log2(count));
  }

  /** Sorts until `enough` says so; true when all is in order. */
  advance(enough: () => boolean): boolean {
    const count = this.#from.length;
    while (this.#width < count) {
      while (this.#left < count) {
        if (!this.#merge(count) || this.#out % rowsBetweenLooks < this.#width) {
          if (enough()) return false;
        }
      }
      [this.#from, this.#to] = [this.#to, this.#from];
      this.#width *= 2;
      this.#begin(0);
    }
    return true;
  }

  #begin(left: number): void {
    this.#left = this.#a = this.#out = left;
    this.#b = Math.min(left + this.#width, this.#from.length);
  }

  /** Places rows of two neighbouring runs; false when it stopped before their end. */
  #merge(count: number): boolean {
    const middle = Math.min(this.#left + this.#width, count);
    const end = Math.min(middle + this.#width, count);
    const from = this.#from;
    const to = this.#to;
    const compare = this.#compare;
    const stop = Math.min(end, this.#out + rowsBetweenLooks);
    let a = this.#a;
    let b = this.#b;
    let out = this.#out;
    for (; out < stop; out++) {
      const first = from[a] ?? 0;
      const second = from[b] ?? 0;
      if (b >= end || (a < middle && compare(first, second) <= 0)) {
        to[out] = first;
        a++;
      } else {
        to[out] = second;
        b++;
      }
    }
    this.#a = a;
    this.#b = b;
    this.#out = out;
    if (out < end) return false;
    this.#begin(end);
    return true;
  }
}
