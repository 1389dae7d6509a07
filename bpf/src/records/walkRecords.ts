/** Walks the records of an `EventBatch` (protocol/src/agentEvents.ts): a header of 16 bytes before each. */
import { headerBytes } from './recordChunk';

export interface WalkedRecord {
  /** -1 where the buffer does not tell. */
  cpu: number;
  /** CLOCK_MONOTONIC in nanoseconds, when it was read. */
  time: bigint;
  /** A view on the batch. */
  bytes: Uint8Array;
}

/** Ends where a header, or the length it tells, reaches past the end. */
export function* walkRecords(batch: Uint8Array): Generator<WalkedRecord> {
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  let at = 0;
  while (at + headerBytes <= batch.length) {
    const start = at + headerBytes;
    const end = start + view.getUint32(at, true);
    if (end > batch.length) return;
    yield {
      cpu: view.getInt32(at + 4, true),
      time: view.getBigUint64(at + 8, true),
      bytes: batch.subarray(start, end),
    };
    at = end;
  }
}
