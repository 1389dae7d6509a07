import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EntryStore } from './entryStore';
import type { MapLayout } from './mapLayout';
import { entriesWithin, mapLayout } from './mapLayout';

const limits = { entries: 100_000, bytes: 1 << 28 };

function layout(keySize: number, valueSize: number, maxEntries = 0): MapLayout {
  return mapLayout({ type: 'hash', keySize, valueSize, slots: 1, maxEntries });
}

describe('EntryStore', () => {
  it('keeps values of 64 KB, whole', () => {
    const size = 65_536;
    const store = new EntryStore(layout(4, size), limits);
    const values = new Uint8Array(size * 3).map((_, at) => (at * 31 + (at >> 16)) & 0xff);
    store.begin(0);
    expect(store.add(new Uint8Array([1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0]), values, 3).value).toBe(3);
    store.end('whole');
    expect(store.values.copy(1)).toEqual(values.slice(size, 2 * size));
    values[2 * size - 1] = 99;
    store.begin(1);
    store.add(new Uint8Array([1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0]), values, 3);
    store.end('whole');
    expect([0, 1, 2].map((slot) => store.changed(slot))).toEqual([false, true, false]);
    expect(store.values.copy(1)).toEqual(values.slice(size, 2 * size));
  });

  it('takes entries without a key for one', () => {
    const store = new EntryStore(layout(0, 8), limits);
    store.begin(0);
    store.add(new Uint8Array(), new Uint8Array(16).fill(7, 8), 2);
    store.end('whole');
    expect(store.count).toBe(1);
    expect(store.values.copy(0)).toEqual(new Uint8Array(8).fill(7));
    expect(store.find(new Uint8Array())).toBe(0);
    const nothing = new EntryStore(layout(0, 0), limits);
    nothing.begin(0);
    nothing.add(new Uint8Array(), new Uint8Array(), 0xffffffff);
    nothing.end('whole');
    expect(nothing.count).toBe(1);
  });

  it('knows keys without values', () => {
    const store = new EntryStore(layout(2, 0), limits);
    store.begin(0);
    expect(store.add(new Uint8Array([1, 2, 3, 4, 1, 2]), new Uint8Array(), 3).problems).toEqual([]);
    store.end('whole');
    expect(store.count).toBe(2);
  });

  it.each([0xffffffff, 1e300, Infinity, NaN, -1, 2.5])('is not misled by a count of %d', (count) => {
    const store = new EntryStore(layout(4, 8), limits);
    store.begin(0);
    const { value, problems } = store.add(new Uint8Array(20), new Uint8Array(24), count);
    expect(value).toBe(count >= 3 ? 3 : count > 0 ? 2 : 0);
    expect(problems).toHaveLength(1);
    store.end('whole');
    expect(store.count).toBe(value > 0 ? 1 : 0);
  });

  it('refuses entries that are larger than the memory', () => {
    const huge = layout(4, 0x7fffffff);
    expect(entriesWithin(huge, limits.bytes)).toBe(0);
    const store = new EntryStore(huge, limits);
    store.begin(0);
    expect(store.add(new Uint8Array(4), new Uint8Array(8), 1).value).toBe(0);
    store.end('whole');
    const small = new EntryStore(layout(4, 1 << 10), { entries: 10, bytes: 1000 });
    small.begin(0);
    small.add(new Uint8Array(4), new Uint8Array(1 << 10), 1);
    expect(small).toMatchObject({ count: 0, refused: 1 });
  });

  it('takes little more memory than its bytes', () => {
    const count = 100_000;
    const store = new EntryStore(layout(4, 32, count), limits);
    const keys = new Uint8Array(new Uint32Array(count).map((_, index) => index * 2_654_435_761).buffer);
    store.begin(0);
    store.add(keys, new Uint8Array(count * 32), count);
    store.end('whole');
    expect(store.count).toBe(count);
    expect(store.bytes).toBeLessThan(count * (36 + 50));
    const tiny = new EntryStore(layout(4, 8, 3), limits);
    tiny.begin(0);
    tiny.add(new Uint8Array(4), new Uint8Array(8), 1);
    expect(tiny.bytes).toBeLessThan(5000);
  });

  it('holds no more memory however often entries come and go', () => {
    const count = 2000;
    const store = new EntryStore(layout(4, 32), limits);
    let most = 0;
    for (let reading = 0; reading < 60; reading++) {
      const keys = new Uint32Array(count).map((_, index) => reading * 1000 + index);
      store.begin(reading);
      store.add(new Uint8Array(keys.buffer), new Uint8Array(count * 32).fill(reading), count);
      store.end('whole');
      if (reading < 10) most = Math.max(most, store.bytes);
    }
    expect(store.bytes).toBeLessThanOrEqual(most);
    // A thousand left with this reading, and are still shown.
    expect(store.count).toBe(3000);
  });

  it('finds every key, and none that is not there', () => {
    const bytes = fc.uint8Array({ minLength: 5, maxLength: 5, max: 3 });
    fc.assert(
      fc.property(fc.array(fc.array(bytes, { maxLength: 200 }), { maxLength: 5 }), bytes, (rounds, other) => {
        const store = new EntryStore(layout(5, 0), limits);
        rounds.forEach((keys, reading) => {
          store.begin(reading);
          store.add(new Uint8Array(keys.flatMap((key) => [...key])), new Uint8Array(), keys.length);
          store.end('whole');
        });
        const shown = new Set(rounds.slice(-2).flat().map(String));
        for (const key of rounds.flat()) expect(store.find(key) !== undefined).toBe(shown.has(String(key)));
        expect(store.find(other) !== undefined).toBe(shown.has(String(other)));
      }),
    );
  });
});
