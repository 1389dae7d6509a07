/**
 * The sequence numbers of the rows that a filter let through, oldest first, each at a position that it keeps while
 * others are added behind and taken away in front. A growing ring in one typed array.
 */
export class MatchList {
  #ring = new Float64Array(1024);
  #first = 0;
  #end = 0;

  /** Position of the oldest match. */
  get first(): number {
    return this.#first;
  }

  /** Position that the next match will have. */
  get end(): number {
    return this.#end;
  }

  at(position: number): number | undefined {
    if (position < this.#first || position >= this.#end) return undefined;
    return this.#ring[position % this.#ring.length];
  }

  push(sequence: number): void {
    if (this.#end - this.#first === this.#ring.length) this.#grow();
    this.#ring[this.#end % this.#ring.length] = sequence;
    this.#end++;
  }

  /** Forgets the matches before `sequence`. */
  dropBefore(sequence: number): void {
    this.#first = this.lowerBound(sequence);
  }

  /** Position of the first match that is not before `sequence`; `end` when there is none. */
  lowerBound(sequence: number): number {
    let low = this.#first;
    let high = this.#end;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.at(middle) ?? Infinity) < sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #grow(): void {
    const larger = new Float64Array(this.#ring.length * 2);
    for (let position = this.#first; position < this.#end; position++) {
      larger[position % larger.length] = this.#ring[position % this.#ring.length] ?? 0;
    }
    this.#ring = larger;
  }
}
