/**
 * Records of a ring buffer or perf event array: a ring bounded by a number of records and by memory. Every record has
 * a sequence number that never changes and is never used twice. Bytes stay bytes until somebody looks at them; only
 * the headers are read at once, since what they say of lengths has to be checked before it is believed.
 */
import type { RowSource } from '../table/filteredRows';
import { chunkBytes, headerBytes, RecordChunk } from './recordChunk';

export interface EventLimits {
  records: number;
  /** Memory for the records' bytes and their index. */
  bytes: number;
}

export type BatchProblem =
  /** A record at this offset reaches beyond the batch; it and what follows are left out. */
  | { kind: 'cut'; at: number }
  /** There are more or fewer records in it than it says; those that are there are taken, up to the number said. */
  | { kind: 'count'; said: number; found: number };

export class EventStore implements RowSource<RecordChunk, number> {
  #limits: EventLimits;
  #chunks: RecordChunk[] = [];
  /** An emptied block for the next one that is needed: a full ring allocates nothing. */
  #spare: RecordChunk | undefined;
  /** Index of the block that was found last. */
  #looked = 0;
  #first = 0;
  #next = 0;
  #origin = 0;
  #received = 0;
  #lost = 0;
  #longest = 0;
  #cpus = false;
  #times = false;

  constructor(limits: EventLimits) {
    this.#limits = limits;
  }

  get first(): number {
    return this.#first;
  }

  get next(): number {
    return this.#next;
  }

  /** Records since the last `clear`, those included that had to make room, without those that were lost. */
  get received(): number {
    return this.#received;
  }

  /** Rows, those that tell of losses included, that had to make room for newer ones since the last `clear`. */
  get dropped(): number {
    return this.#first - this.#origin;
  }

  /** Records since the last `clear` that the kernel could not keep. */
  get lost(): number {
    return this.#lost;
  }

  /** Bytes of the longest record so far. */
  get longest(): number {
    return this.#longest;
  }

  /** Whether a record so far came with its CPU. */
  get tellsCpu(): boolean {
    return this.#cpus;
  }

  get tellsTime(): boolean {
    return this.#times;
  }

  /** Memory held by records and index. */
  get bytes(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.bytes, this.#spare?.bytes ?? 0);
  }

  setLimits(limits: EventLimits): void {
    this.#limits = limits;
    this.#makeRoom();
  }

  /** `lost` is what the kernel could not keep since the batch before. The value is the number of records taken. */
  add(batch: Uint8Array, count: number, lost: number): { value: number; problems: BatchProblem[] } {
    if (lost > 0 && Number.isSafeInteger(lost)) this.#addLost(lost);
    const problems: BatchProblem[] = [];
    const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
    let chunk = this.#chunks.at(-1);
    let found = 0;
    let at = 0;
    /** Start of the records that are noted in the block and still have to be copied there. */
    let open = 0;
    while (at < batch.length && found < count) {
      const room = batch.length - at - headerBytes;
      const length = room < 0 ? Infinity : view.getUint32(at, true);
      if (length > room) {
        problems.push({ kind: 'cut', at });
        break;
      }
      const size = headerBytes + length;
      if (!chunk || chunk.room < at - open + size) {
        if (at > open) chunk?.fill(batch.subarray(open, at));
        open = at;
        chunk = this.#open(size);
      }
      chunk.note(at - open);
      this.#next++;
      if (length > this.#longest) this.#longest = length;
      if (!this.#cpus) this.#cpus = view.getInt32(at + 4, true) >= 0;
      if (!this.#times) this.#times = view.getBigUint64(at + 8, true) !== 0n;
      at += size;
      found++;
    }
    if (at > open) chunk?.fill(batch.subarray(open, at));
    if (problems.length === 0 && (found !== count || at < batch.length)) {
      problems.push({ kind: 'count', said: count, found });
    }
    this.#received += found;
    this.#makeRoom();
    return { value: found, problems };
  }

  clear(): void {
    this.#spare = this.#chunks.find((chunk) => chunk.usual) ?? this.#spare;
    this.#chunks = [];
    this.#first = this.#origin = this.#next;
    this.#received = this.#lost = this.#longest = 0;
    this.#cpus = this.#times = false;
  }

  /** Undefined when the record has made room, or is not there yet. */
  find(sequence: number): { chunk: RecordChunk; index: number } | undefined {
    const chunk = this.#chunks[this.#chunkOf(sequence)];
    if (!chunk || sequence < this.#first || sequence >= this.#next) return undefined;
    return { chunk, index: sequence - chunk.first };
  }

  walk(
    from: number,
    to: number,
    visit: (sequence: number, chunk: RecordChunk, index: number) => boolean,
  ): number {
    let at = Math.max(from, this.#first);
    const stop = Math.min(to, this.#next);
    for (let which = this.#chunkOf(at); at < stop; which++) {
      const chunk = this.#chunks[which];
      if (!chunk) break;
      const end = Math.min(stop, chunk.first + chunk.records);
      for (; at < end; at++) {
        if (!visit(at, chunk, at - chunk.first)) return at + 1;
      }
    }
    return Math.max(at, stop);
  }

  #addLost(lost: number): void {
    let chunk = this.#chunks.at(-1);
    if (!chunk || chunk.room < headerBytes) chunk = this.#open(headerBytes);
    chunk.addLost(lost);
    this.#next++;
    this.#lost += lost;
  }

  #open(size: number): RecordChunk {
    let chunk: RecordChunk;
    if (size > chunkBytes) chunk = new RecordChunk(size);
    else {
      chunk = this.#spare ?? new RecordChunk(chunkBytes);
      this.#spare = undefined;
    }
    chunk.reset(this.#next);
    this.#chunks.push(chunk);
    return chunk;
  }

  #makeRoom(): void {
    this.#first = Math.max(this.#first, this.#next - Math.max(1, this.#limits.records));
    let held = this.#chunks.reduce((sum, chunk) => sum + chunk.bytes, 0);
    let gone = 0;
    for (const chunk of this.#chunks) {
      if (gone === this.#chunks.length - 1) break;
      const end = chunk.first + chunk.records;
      if (end > this.#first && held <= this.#limits.bytes) break;
      this.#first = Math.max(this.#first, end);
      held -= chunk.bytes;
      if (chunk.usual) this.#spare = chunk;
      gone++;
    }
    if (gone > 0) this.#chunks.splice(0, gone);
  }

  /** Index of the block that holds the record; the first when the record is older than all. */
  #chunkOf(sequence: number): number {
    // Rows are mostly looked at one after the other.
    const last = this.#chunks[this.#looked];
    if (last && sequence >= last.first && sequence < last.first + last.records) return this.#looked;
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#chunks[middle]?.first ?? 0) <= sequence) low = middle;
      else high = middle - 1;
    }
    this.#looked = low;
    return low;
  }
}
