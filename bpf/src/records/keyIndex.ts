/**
 * Finds an entry by the bytes of its key: a hash table of slots, open, with linear probing. Keys come from programs
 * that may want to do harm, so the seed is not to be guessed. The hash stands beside the slot: a key lies anywhere in
 * memory, and is fetched only when it is most likely the one.
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
  /** Two numbers a place: a slot plus one, or 0; and the hash of its key. */
  #table = new Uint32Array(128);
  /** Number of places, less one. */
  #mask = 63;
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
    const table = this.#table;
    const mask = this.#mask;
    const keys = this.#keys;
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const slot = (table[2 * place] ?? 0) - 1;
      if (slot < 0) return -1;
      if (table[2 * place + 1] !== hash) continue;
      if (sameBytes(view, at, keys.view(slot), keys.at(slot), keys.size)) return slot;
    }
  }

  /** The key is not there yet. */
  add(slot: number, hash: number): void {
    // At most half full: runs of taken places stay short.
    if (++this.#count * 2 > this.#mask) this.#grow();
    put(this.#table, this.#mask, slot + 1, hash);
  }

  /** To be called while the key's bytes are still in place. */
  remove(slot: number): void {
    const table = this.#table;
    const mask = this.#mask;
    let place = this.hash(this.#keys.view(slot), this.#keys.at(slot)) & mask;
    while (table[2 * place] !== slot + 1) {
      if (table[2 * place] === 0) return;
      place = (place + 1) & mask;
    }
    this.#count--;
    // What was pushed behind this place moves up, so that no search ends before it.
    for (let next = (place + 1) & mask; ; next = (next + 1) & mask) {
      const other = table[2 * next] ?? 0;
      if (other === 0) break;
      const hash = table[2 * next + 1] ?? 0;
      const home = hash & mask;
      if (((next - home) & mask) < ((next - place) & mask)) continue;
      table[2 * place] = other;
      table[2 * place + 1] = hash;
      place = next;
    }
    table[2 * place] = 0;
  }

  #grow(): void {
    const before = this.#table;
    const table = new Uint32Array(before.length * 2);
    this.#mask = 2 * this.#mask + 1;
    for (let at = 0; at < before.length; at += 2) {
      const taken = before[at] ?? 0;
      if (taken !== 0) put(table, this.#mask, taken, before[at + 1] ?? 0);
    }
    this.#table = table;
  }
}

function put(table: Uint32Array, mask: number, taken: number, hash: number): void {
  let place = hash & mask;
  while (table[2 * place] !== 0) place = (place + 1) & mask;
  table[2 * place] = taken;
  table[2 * place + 1] = hash;
}
