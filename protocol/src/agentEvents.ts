/** Records of ring buffers and perf event arrays, and the kernel's statistics of programs. */
import type { Owner } from './agentMaps';

export interface EventRequests {
  /** Reading takes the records away from any other reader: one that may have one is read only when told so. */
  'events/start': { params: EventsStartParams; result: EventsStart };
  /** Answers when the last records were sent. */
  'events/stop': { params: { reading: number }; result: null };
  /** Switches the kernel's statistics on until `stats/stop` or the agent's end; more than one start is counted. */
  'stats/start': { params: Record<string, never>; result: StatsSource };
  'stats/stop': { params: Record<string, never>; result: null };
  'stats/read': { params: { programs: number[] }; result: StatsReading };
}

export interface EventNotifications {
  'events/batch': EventBatch;
  /** The reading ended by itself. */
  'events/ended': EventsEnded;
}

export interface EventAcknowledgements {
  /** The consumer is done with every batch of the reading up to and including `batch`. At most four wait. */
  'events/ack': { reading: number; batch: number };
}

export interface EventsStartParams {
  /** Kernel id of the ring buffer or perf event array. */
  map: number;
  /** The caller's number for this reading; one that is not in use. */
  reading: number;
  /** Read even though another process may be reading. */
  evenIfShared?: boolean;
}

export interface EventsStart {
  started: boolean;
  kind?: 'ringbuf' | 'perf';
  /** With `started: false`: `shared` names the other `owners`. */
  problem?: 'shared' | 'notReadable' | 'gone' | 'permission' | 'other';
  detail?: string;
  errno?: string;
  owners?: Owner[];
}

/**
 * `records`, in base64, holds `count` records one after the other: a header of 16 bytes in little-endian order
 * (u32 length, i32 CPU or -1 where the buffer does not tell, u64 nanoseconds of CLOCK_MONOTONIC when it was read), then
 * `length` bytes as the program wrote them, without padding.
 */
export interface EventBatch {
  reading: number;
  /** Rises by one a batch, from 1. */
  batch: number;
  count: number;
  /** Records that the kernel could not keep, since the batch before. */
  lost: number;
  records: string;
}

export interface EventsEnded {
  reading: number;
  detail: string;
}

export interface StatsSource {
  /** `fd`: on while this agent lives; `sysctl`: somebody had switched them on already. */
  source: 'fd' | 'sysctl';
}

export interface StatsReading {
  /** CLOCK_MONOTONIC, in nanoseconds. */
  at: number;
  programs: ProgramStats[];
}

/** Programs that are gone are left out of a reading. */
export interface ProgramStats {
  id: number;
  /** Since the program was loaded, while statistics were on. */
  runs: number;
  nanoseconds: number;
  /** Runs that the kernel left out because the program was running on that CPU already (5.12). */
  missed: number;
  verifiedInstructions: number;
  /** Bytes. */
  jitedSize: number;
  memory: number;
}
