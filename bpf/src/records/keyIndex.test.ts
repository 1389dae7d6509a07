import { describe, expect, it } from 'vitest';
import { FlatPages } from './flatPages';
import { KeyIndex } from './keyIndex';

/** An index beside a Map that says what it has to find. */
class Tried {
  readonly keys = new FlatPages(4);
  readonly index = new KeyIndex(this.keys);
  readonly known = new Map<number, number>();
  readonly #view = new DataView(new ArrayBuffer(4));

  find(key: number): number {
    this.#view.setUint32(0, key, true);
    return this.index.find(this.#view, 0, this.index.hash(this.#view, 0));
  }

  add(key: number, slot: number): void {
    this.#view.setUint32(0, key, true);
    this.keys.put(slot, this.#view, 0);
    this.index.add(slot, this.index.hash(this.#view, 0));
    this.known.set(key, slot);
  }

  remove(key: number): void {
    const slot = this.known.get(key);
    if (slot === undefined) throw new Error(`${key} is not there`);
    this.index.remove(slot);
    this.known.delete(key);
  }
}

describe('the index of keys', () => {
  it('finds what is there and nothing else, while entries come and go', () => {
    const tried = new Tried();
    const free: number[] = [];
    let slots = 0;
    for (let step = 0; step < 20_000; step++) {
      const key = Math.floor(Math.random() * 3000);
      const slot = tried.known.get(key);
      expect(tried.find(key)).toBe(slot ?? -1);
      if (slot === undefined) tried.add(key, free.pop() ?? slots++);
      else {
        tried.remove(key);
        free.push(slot);
      }
    }
    for (let key = 0; key < 3000; key++) expect(tried.find(key)).toBe(tried.known.get(key) ?? -1);
  });

  it('grows with its entries and keeps all of them', () => {
    const tried = new Tried();
    for (let key = 0; key < 100_000; key++) tried.add(key * 4096, key);
    expect(tried.index.bytes).toBe(262_144 * 8);
    let found = 0;
    for (let key = 0; key < 100_000; key++) found += Number(tried.find(key * 4096) === key);
    expect(found).toBe(100_000);
    expect(tried.find(1)).toBe(-1);
  });

  it('removes what is not there without a trace', () => {
    const tried = new Tried();
    tried.add(7, 0);
    tried.keys.put(1, new DataView(Uint8Array.of(8, 0, 0, 0).buffer), 0);
    tried.index.remove(1);
    expect(tried.find(7)).toBe(0);
  });
});
