/**
 * Finds an entry by the bytes of its key: a hash table of slots, open, with linear probing. Keys come from programs
 * that may want to do harm, so the seed is not to be guessed.
 */
import { hashBytes, sameBytes } from './flatBytes';
import type { FlatPages } from './flatPages';

/** Chosen anew for every table. */
function anySeed(): number {
  return Math.floor(Math.random() * 0x1_0000_0000);
}

export class KeyIndex {
  readonly #keys: FlatPages;
  readonly #seed = anySeed();
  /** A slot plus one, or 0. */
  #table = new Uint32Array(64);
  #count = 0;

  constructor(keys: FlatPages) {
    this.#keys = keys;
  }

  get bytes(): number {
    return this.#table.byteLength;
  }

  hash(view: DataView, at: number): number {
    return hashBytes(view, at, this.#keys.size, this.#seed);
  }

  /** Slot of the entry with this key, whose hash is given; -1 when there is none. */
  find(view: DataView, at: number, hash: number): number {
    const mask = this.#table.length - 1;
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const slot = (this.#table[place] ?? 0) - 1;
      if (slot < 0) return -1;
      if (sameBytes(view, at, this.#keys.view(slot), this.#keys.at(slot), this.#keys.size)) return slot;
    }
  }

  /** The key is not there yet. */
  add(slot: number, hash: number): void {
    // At most half full: runs of taken places stay short.
    if (++this.#count * 2 > this.#table.length) this.#grow();
    this.#put(slot, hash);
  }

  /** To be called while the key's bytes are still in place. */
  remove(slot: number): void {
    const mask = this.#table.length - 1;
    let place = this.#hashOf(slot) & mask;
    while (this.#table[place] !== slot + 1) {
      if (this.#table[place] === 0) return;
      place = (place + 1) & mask;
    }
    this.#count--;
    // What was pushed behind this place moves up, so that no search ends before it.
    for (let next = (place + 1) & mask; ; next = (next + 1) & mask) {
      const other = (this.#table[next] ?? 0) - 1;
      if (other < 0) break;
      const home = this.#hashOf(other) & mask;
      if (((next - home) & mask) < ((next - place) & mask)) continue;
      this.#table[place] = other + 1;
      place = next;
    }
    this.#table[place] = 0;
  }

  #hashOf(slot: number): number {
    return this.hash(this.#keys.view(slot), this.#keys.at(slot));
  }

  #put(slot: number, hash: number): void {
    const mask = this.#table.length - 1;
    let place = hash & mask;
    while (this.#table[place] !== 0) place = (place + 1) & mask;
    this.#table[place] = slot + 1;
  }

  #grow(): void {
    const before = this.#table;
    this.#table = new Uint32Array(before.length * 2);
    for (const taken of before) {
      if (taken !== 0) this.#put(taken - 1, this.#hashOf(taken - 1));
    }
  }
}
