/**
 * A block of records as the agent sent them, headers and all, with the place of each in a typed array beside them. A
 * million records are a few hundred such blocks instead of a million objects. Blocks are reused: `reset` empties one.
 */

/** Most records are small; one that is larger than this has a block of its own. */
export const chunkBytes = 256 * 1024;

/** u32 length, i32 CPU, u64 nanoseconds; little-endian. */
export const headerBytes = 16;

/** Stands for the length in the header of a row that says how many records were lost, which has no bytes. */
const lostMark = 0xffffffff;

const firstArraySize = 1024;

export class RecordChunk {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView<ArrayBuffer>;
  #starts = new Uint32Array(firstArraySize);
  #records = 0;
  #used = 0;
  /** The record that was looked at last: a row has many cells. */
  #looked: { index: number; view: DataView<ArrayBuffer> } | undefined;

  /** Sequence number of the first record. */
  first = 0;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  get records(): number {
    return this.#records;
  }

  /** Memory held, whether used or not. */
  get bytes(): number {
    return this.#bytes.byteLength + this.#starts.byteLength;
  }

  /** Bytes that still find room, headers included. */
  get room(): number {
    return this.#bytes.length - this.#used;
  }

  get usual(): boolean {
    return this.#bytes.length === chunkBytes;
  }

  reset(first: number): void {
    this.first = first;
    this.#records = this.#used = 0;
    this.#looked = undefined;
  }

  /** Notes a record that will begin `ahead` bytes behind those that are here. */
  note(ahead: number): void {
    if (this.#records === this.#starts.length) {
      const larger = new Uint32Array(this.#starts.length * 2);
      larger.set(this.#starts);
      this.#starts = larger;
    }
    this.#starts[this.#records++] = this.#used + ahead;
  }

  /** The bytes of the records noted since the last call. */
  fill(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  addLost(count: number): void {
    this.note(0);
    this.#view.setUint32(this.#used, lostMark, true);
    this.#view.setInt32(this.#used + 4, -1, true);
    this.#view.setBigUint64(this.#used + 8, BigInt(count), true);
    this.#used += headerBytes;
  }

  /** How many records were lost at this place; undefined for a record. */
  lost(index: number): number | undefined {
    const start = this.#start(index);
    if (this.#view.getUint32(start, true) !== lostMark) return undefined;
    return Number(this.#view.getBigUint64(start + 8, true));
  }

  /** Undefined where the buffer does not tell, and for what was lost. */
  cpu(index: number): number | undefined {
    const cpu = this.#view.getInt32(this.#start(index) + 4, true);
    return cpu < 0 ? undefined : cpu;
  }

  /** Nanoseconds of CLOCK_MONOTONIC when it was read; undefined where nobody noted it. */
  time(index: number): bigint | undefined {
    const start = this.#start(index);
    const time = this.#view.getBigUint64(start + 8, true);
    return time === 0n || this.#view.getUint32(start, true) === lostMark ? undefined : time;
  }

  /** As the program wrote it: a view on just these bytes, empty for what was lost. */
  record(index: number): DataView<ArrayBuffer> {
    if (this.#looked?.index === index) return this.#looked.view;
    const start = this.#start(index);
    const length = this.#view.getUint32(start, true);
    const view = new DataView(this.#bytes.buffer, start + headerBytes, length === lostMark ? 0 : length);
    this.#looked = { index, view };
    return view;
  }

  #start(index: number): number {
    return this.#starts[index] ?? 0;
  }
}
