/** Reads a ring buffer or perf event array through an agent until it is stopped. */
import type { EventsStart } from '#protocol/agentEvents';
import type { Agent } from '../agent/agent';
import type { Disposable } from '../scope';
import { nextReading } from './readingNumber';
import { bytesOf } from './readMap';

/** `records` as protocol/src/agentEvents.ts lays them out. */
export interface EventRecords {
  count: number;
  lost: number;
  records: Uint8Array;
}

export interface EventReading {
  map: number;
  /** Take records away from another process that may be reading. */
  sharing: 'refuse' | 'accept';
  /** The agent reads on when what it returns is done; four batches may be under way. */
  onRecords: (records: EventRecords) => Promise<void> | void;
  /** The reading ended by itself. */
  onEnded: (detail: string) => void;
}

/** `stop` resolves when the last records have come. Undefined when it did not start. */
export interface StartedEvents {
  start: EventsStart;
  stop?: () => Promise<void>;
}

export async function readEvents(agent: Agent, reading: EventReading): Promise<StartedEvents> {
  const number = nextReading();
  let taken = Promise.resolve();
  const listening: Disposable[] = [
    agent.on('events/batch', ({ reading: of, batch, count, lost, records }) => {
      if (of !== number) return;
      taken = taken.then(async () => {
        await reading.onRecords({ count, lost, records: bytesOf(records) });
        agent.notify('events/ack', { reading: number, batch });
      });
    }),
    agent.on('events/ended', ({ reading: of, detail }) => {
      if (of === number) reading.onEnded(detail);
    }),
  ];
  const dispose = (): void => {
    for (const each of listening) each.dispose();
  };
  const { map, sharing } = reading;
  const params = { map, reading: number, ...(sharing === 'accept' ? { evenIfShared: true } : {}) };
  const start = await agent.request('events/start', params).catch((error: unknown) => {
    dispose();
    throw error;
  });
  if (!start.started) {
    dispose();
    return { start };
  }
  const stop = async (): Promise<void> => {
    try {
      await agent.request('events/stop', { reading: number });
      await taken;
    } finally {
      dispose();
    }
  };
  return { start, stop };
}
