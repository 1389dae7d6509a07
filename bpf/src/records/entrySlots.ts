/**
 * What is known of the slots that entries lie in, in typed arrays. A slot is an entry's from its first reading until
 * it is gone; then another entry may have it.
 */

export const free = 0;
export const plain = 1;
export const added = 2;
export const gone = 3;

export type SlotState = typeof free | typeof plain | typeof added | typeof gone;

/** `before` of an entry that was not there in the reading before, and of one that has not changed since. */
export const unknownBefore = -2;
export const sameBefore = -1;

export class EntrySlots {
  state = new Uint8Array(64);
  /** The reading that it was last seen in. */
  seen = new Uint32Array(64);
  /** Where its value of the reading before is kept, or one of the two above. */
  before = new Int32Array(64);
  /** A number that rises with each entry that comes: tells whether a slot is still the same entry's. */
  born = new Uint32Array(64);
  /** Not looked at by the filter since it changed. */
  touched = new Uint8Array(64);
  #top = 0;
  #free = new Uint32Array(64);
  #freeCount = 0;
  #births = 0;

  /** All slots ever used are below this one. */
  get top(): number {
    return this.#top;
  }

  /** Entries that ever came. */
  get births(): number {
    return this.#births;
  }

  get bytes(): number {
    return this.state.length * (1 + 4 + 4 + 4 + 1) + this.#free.byteLength;
  }

  take(): number {
    const slot = this.#freeCount > 0 ? (this.#free[--this.#freeCount] ?? 0) : this.#top++;
    if (slot >= this.state.length) this.#grow();
    this.born[slot] = ++this.#births;
    return slot;
  }

  release(slot: number): void {
    this.state[slot] = free;
    if (this.#freeCount === this.#free.length) {
      const larger = new Uint32Array(this.#free.length * 2);
      larger.set(this.#free);
      this.#free = larger;
    }
    this.#free[this.#freeCount++] = slot;
  }

  #grow(): void {
    const length = this.state.length * 2;
    const { state, seen, before, born, touched } = this;
    (this.state = new Uint8Array(length)).set(state);
    (this.seen = new Uint32Array(length)).set(seen);
    (this.before = new Int32Array(length)).set(before);
    (this.born = new Uint32Array(length)).set(born);
    (this.touched = new Uint8Array(length)).set(touched);
  }
}
