import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventStore } from './eventStore';
import { chunkBytes } from './recordChunk';

interface Sent {
  bytes: Uint8Array;
  cpu?: number;
  time?: bigint;
}

/** As the agent sends them: u32 length, i32 CPU, u64 nanoseconds, little-endian, then the bytes. */
function batchOf(records: readonly Sent[]): Uint8Array {
  const batch = new Uint8Array(records.reduce((sum, { bytes }) => sum + 16 + bytes.length, 0));
  const view = new DataView(batch.buffer);
  let at = 0;
  for (const { bytes, cpu = -1, time = 0n } of records) {
    view.setUint32(at, bytes.length, true);
    view.setInt32(at + 4, cpu, true);
    view.setBigUint64(at + 8, time, true);
    batch.set(bytes, at + 16);
    at += 16 + bytes.length;
  }
  return batch;
}

const megabyte = 1024 * 1024;

function open(records = 1_000_000, bytes = 64 * megabyte): EventStore {
  return new EventStore({ records, bytes });
}

/** The bytes of each record, or `lost N`. */
function all(store: EventStore): (number[] | string)[] {
  const seen: (number[] | string)[] = [];
  store.walk(0, Infinity, (_sequence, chunk, index) => {
    const lost = chunk.lost(index);
    const { buffer, byteOffset, byteLength } = chunk.record(index);
    seen.push(lost === undefined ? [...new Uint8Array(buffer, byteOffset, byteLength)] : `lost ${lost}`);
    return true;
  });
  return seen;
}

const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);

describe('EventStore', () => {
  it('gives back what was added, with CPU and time', () => {
    const store = open();
    expect(store).toMatchObject({ tellsCpu: false, tellsTime: false });
    const batch = batchOf([
      { bytes: bytes(1, 2) },
      { bytes: bytes() },
      { bytes: bytes(3), cpu: 2, time: 7n },
    ]);
    expect(store.add(batch, 3, 0)).toEqual({ value: 3, problems: [] });
    expect(all(store)).toEqual([[1, 2], [], [3]]);
    const found = store.find(2);
    expect([found?.chunk.cpu(found.index), found?.chunk.time(found.index)]).toEqual([2, 7n]);
    const first = store.find(0);
    expect([first?.chunk.cpu(0), first?.chunk.time(0)]).toEqual([undefined, undefined]);
    expect(store).toMatchObject({ received: 3, longest: 2, tellsCpu: true, tellsTime: true });
    expect(store.find(3)).toBeUndefined();
  });

  it('has a row for what was lost, before the records that came after', () => {
    const store = open();
    store.add(batchOf([{ bytes: bytes(1) }]), 1, 0);
    store.add(batchOf([{ bytes: bytes(2) }]), 1, 5);
    store.add(bytes(), 0, 2 ** 40);
    expect(all(store)).toEqual([[1], 'lost 5', [2], `lost ${2 ** 40}`]);
    expect(store).toMatchObject({ received: 2, lost: 5 + 2 ** 40, next: 4 });
    for (const lost of [-1, NaN, 1.5, Infinity, 1e300]) store.add(bytes(), 0, lost);
    expect(store.next).toBe(4);
  });

  it('makes room by number of records, exactly', () => {
    const store = open(10);
    for (let n = 0; n < 25; n++) store.add(batchOf([{ bytes: bytes(n) }]), 1, 0);
    expect(all(store)).toEqual([15, 16, 17, 18, 19, 20, 21, 22, 23, 24].map((n) => [n]));
    expect(store).toMatchObject({ first: 15, next: 25, received: 25, dropped: 15 });
    expect(store.find(14)).toBeUndefined();
  });

  it('is bounded in memory whatever comes', () => {
    const store = open(1_000_000, 4 * megabyte);
    const small = batchOf(Array.from({ length: 500 }, () => ({ bytes: new Uint8Array(100) })));
    const large = batchOf([{ bytes: new Uint8Array(megabyte) }]);
    let most = 0;
    for (let n = 0; n < 300; n++) {
      store.add(n % 7 === 0 ? large : small, n % 7 === 0 ? 1 : 500, 0);
      most = Math.max(most, store.bytes);
    }
    expect(most).toBeLessThan(4.5 * megabyte);
    expect(store.next - store.first).toBeGreaterThan(1000);
    expect(all(store)).toHaveLength(store.next - store.first);
  });

  it('keeps a record that is larger than a block, and than the memory', () => {
    const store = open(10, chunkBytes);
    const huge = new Uint8Array(3 * chunkBytes).fill(9);
    store.add(batchOf([{ bytes: bytes(1) }, { bytes: huge }]), 2, 0);
    expect(all(store)).toEqual([[...huge]]);
    store.add(batchOf([{ bytes: bytes(2) }]), 1, 0);
    expect(all(store)).toEqual([[2]]);
  });

  it('goes on with its numbers after a clear', () => {
    const store = open();
    store.add(batchOf([{ bytes: bytes(1), cpu: 0, time: 1n }]), 1, 3);
    store.clear();
    expect(store).toMatchObject({ first: 2, next: 2, received: 0, dropped: 0, lost: 0, tellsCpu: false });
    store.add(batchOf([{ bytes: bytes(2) }]), 1, 0);
    expect(all(store)).toEqual([[2]]);
    expect(store.find(2)).toBeDefined();
  });

  it('takes what is there of a batch that lies', () => {
    const good = batchOf([{ bytes: bytes(1) }, { bytes: bytes(2) }]);
    const check = (batch: Uint8Array, count: number): unknown => {
      const store = open();
      const { value, problems } = store.add(batch, count, 0);
      return [value, all(store).length, ...problems];
    };
    expect(check(good, 3)).toEqual([2, 2, { kind: 'count', said: 3, found: 2 }]);
    expect(check(good, 1)).toEqual([1, 1, { kind: 'count', said: 1, found: 1 }]);
    expect(check(good.subarray(0, 33), 2)).toEqual([1, 1, { kind: 'cut', at: 17 }]);
    expect(check(good.subarray(0, 20), 2)).toEqual([1, 1, { kind: 'cut', at: 17 }]);
    expect(check(new Uint8Array(40).fill(0xff), 5)).toEqual([0, 0, { kind: 'cut', at: 0 }]);
    expect(check(bytes(), 1e300)).toEqual([0, 0, { kind: 'count', said: 1e300, found: 0 }]);
  });

  it('never throws, and never shows bytes of another record', () => {
    const batches = fc.array(fc.tuple(fc.uint8Array({ max: 40, maxLength: 200 }), fc.nat(12), fc.nat(3)));
    fc.assert(
      fc.property(batches, (sent) => {
        const store = open(20);
        for (const [batch, count, lost] of sent) store.add(batch, count, lost);
        expect(all(store)).toHaveLength(store.next - store.first);
      }),
    );
  });

  it('keeps the newest records of any batches, as they were', () => {
    const record = fc.uint8Array({ maxLength: 6000 });
    const batch = fc.tuple(fc.array(record, { maxLength: 60 }), fc.nat(2));
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 20 }), fc.integer({ min: 1, max: 300 }), (batches, limit) => {
        const store = open(limit);
        const model: (number[] | string)[] = [];
        for (const [records, lost] of batches) {
          if (lost > 0) model.push(`lost ${lost}`);
          model.push(...records.map((one) => [...one]));
          // Not at the start of its buffer, as decoded base64 is not either.
          const sent = new Uint8Array([7, ...batchOf(records.map((one) => ({ bytes: one })))]).subarray(1);
          expect(store.add(sent, records.length, lost).problems).toEqual([]);
        }
        expect(all(store)).toEqual(model.slice(-limit));
      }),
      { numRuns: 40 },
    );
  });
});
