/** Reads all entries of a map through an agent, as flat bytes, chunk by chunk. */
import type { MapReadResult } from '#protocol/agentMaps';
import type { Agent } from '../agent/agent';
import { nextReading } from './readingNumber';

/** `count` keys one after the other, and as many values; both belong to the receiver. */
export interface MapEntries {
  count: number;
  keys: Uint8Array;
  values: Uint8Array;
}

export interface MapReading {
  map: number;
  /** Stop after so many entries. */
  most?: number;
  /** Entries of a chunk, at most. */
  chunk?: number;
  /** The next chunks wait for what it returns. */
  onEntries: (entries: MapEntries) => Promise<void> | void;
  /** Ends the reading, which is then `stopped`. */
  signal?: AbortSignal;
}

/** A map that is gone or cannot be read is a result. Throws when the agent ends. */
export async function readMap(agent: Agent, reading: MapReading): Promise<MapReadResult> {
  const { map, most, chunk, onEntries, signal } = reading;
  const number = nextReading();
  let taken = Promise.resolve();
  let failure: Error | undefined;
  const stop = (): void => void agent.request('map/stopReading', { reading: number }).catch(() => undefined);
  const listening = agent.on('map/chunk', ({ reading: of, batch, count, keys, values }) => {
    if (of !== number) return;
    taken = taken.then(async () => {
      if (failure !== undefined || signal?.aborted) return;
      try {
        await onEntries({ count, keys: bytesOf(keys), values: bytesOf(values) });
        agent.notify('map/ack', { reading: number, batch });
      } catch (error) {
        failure = error instanceof Error ? error : new Error(String(error));
        stop();
      }
    });
  });
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const limits = { ...(most === undefined ? {} : { most }), ...(chunk === undefined ? {} : { chunk }) };
    if (signal?.aborted) return { status: 'stopped', entries: 0 };
    const result = await agent.request('map/read', { map, reading: number, ...limits });
    await taken;
    if (failure !== undefined) throw failure;
    return result;
  } finally {
    listening.dispose();
    signal?.removeEventListener('abort', stop);
  }
}

export function bytesOf(base64: string): Uint8Array {
  return Buffer.from(base64, 'base64');
}

export function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
