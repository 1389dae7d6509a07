/**
 * A block of trace lines as UTF-8 bytes, with the place and the run of each line in typed arrays beside them. A
 * million lines are a few hundred such blocks instead of a million objects, so the garbage collector has nothing to
 * walk and memory is what the bytes are. Blocks are reused: `reset` empties one.
 */

/** Larger than any line the kernel writes (1 KiB of message), small enough that dropping a block drops little. */
export const chunkBytes = 256 * 1024;

// Node, workers and pages all have both; neither belongs to the ES library that this folder is compiled against.
declare const TextEncoder: new () => {
  encodeInto(text: string, into: Uint8Array): { read: number; written: number };
};
declare const TextDecoder: new (label: string) => { decode(bytes: Uint8Array): string };

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8');
const newline = 10;
const firstArraySize = 2048;

export class LineChunk {
  readonly #bytes = new Uint8Array(chunkBytes);
  #starts = new Uint32Array(firstArraySize);
  /** End of each line's text; its newline follows. */
  #ends = new Uint32Array(firstArraySize);
  #runs = new Uint32Array(firstArraySize);
  #lines = 0;
  /** Where the bytes of whole lines end, and where all bytes end. */
  #sealed = 0;
  #written = 0;

  /** Sequence number of the first line. */
  first = 0;

  get lines(): number {
    return this.#lines;
  }

  /** Memory held, whether used or not. */
  get bytes(): number {
    return chunkBytes + 3 * this.#ends.byteLength;
  }

  reset(first: number): void {
    this.first = first;
    this.#lines = this.#sealed = this.#written = 0;
  }

  /** Takes as much of `text` as there is room for and returns how many UTF-16 units that was. */
  write(text: string, run: number): number {
    const { read, written } = encoder.encodeInto(text, this.#bytes.subarray(this.#written));
    const end = this.#written + written;
    let at = this.#bytes.indexOf(newline, this.#written);
    while (at >= 0 && at < end) {
      this.#close(at, run);
      at = this.#bytes.indexOf(newline, at + 1);
    }
    this.#written = end;
    return read;
  }

  /** Ends a line that came without its newline, if there is one. */
  closeOpenLine(run: number): void {
    if (this.#written <= this.#sealed) return;
    if (this.#written < chunkBytes) this.#bytes[this.#written] = newline;
    this.#close(this.#written, run);
    this.#written = this.#sealed;
  }

  /** Moves the unfinished line at the end of `full` here. A line that fills the whole block is cut instead. */
  takeOpenLine(full: LineChunk, run: number): void {
    if (full.#sealed === 0) {
      full.closeOpenLine(run);
      return;
    }
    const open = full.#bytes.subarray(full.#sealed, full.#written);
    this.#bytes.set(open);
    this.#written = open.length;
    full.#written = full.#sealed;
  }

  run(line: number): number {
    return this.#runs[line] ?? 0;
  }

  /** Whether the line begins with `CPU:`, as only reports of lost events do (and, rarely, a task's name). */
  mayBeLost(line: number): boolean {
    const at = this.#start(line);
    const bytes = this.#bytes;
    return bytes[at] === 67 && bytes[at + 1] === 80 && bytes[at + 2] === 85 && bytes[at + 3] === 58;
  }

  text(line: number): string {
    return decoder.decode(this.#bytes.subarray(this.#start(line), this.#ends[line]));
  }

  /** Lines `[from, to)`. Decoding them at one stroke costs a fraction of decoding them one by one. */
  texts(from: number, to: number): string[] {
    if (to <= from) return [];
    const start = this.#start(from);
    const end = this.#ends[to - 1] ?? start;
    const whole = decoder.decode(this.#bytes.subarray(start, end));
    const texts = new Array<string>(to - from);
    // Where all is ASCII, a unit of the string is a byte of the block.
    const ascii = whole.length === end - start;
    for (let line = from; line < to; line++) {
      const stop = this.#ends[line] ?? end;
      texts[line - from] = ascii ? whole.slice(this.#start(line) - start, stop - start) : this.text(line);
    }
    return texts;
  }

  #start(line: number): number {
    return this.#starts[line] ?? 0;
  }

  /** Empty lines are dropped: a `bpf_printk("…\n")` leaves one after each of its messages. */
  #close(end: number, run: number): void {
    if (end > this.#sealed) {
      if (this.#lines === this.#ends.length) this.#grow();
      this.#starts[this.#lines] = this.#sealed;
      this.#ends[this.#lines] = end;
      this.#runs[this.#lines] = run;
      this.#lines++;
    }
    this.#sealed = Math.min(end + 1, chunkBytes);
  }

  #grow(): void {
    this.#starts = doubled(this.#starts);
    this.#ends = doubled(this.#ends);
    this.#runs = doubled(this.#runs);
  }
}

function doubled(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
