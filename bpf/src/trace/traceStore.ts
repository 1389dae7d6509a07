/**
 * The trace lines of all runs: a ring bounded by a number of lines and by memory. Every line has a sequence number
 * that never changes and is never used twice, so whoever holds one can always tell whether its line is still there.
 * Lines are kept as the kernel wrote them and parsed when somebody looks at them; only losses are read at once.
 */
import { chunkBytes, LineChunk } from './lineChunk';
import { LostCounts } from './lostCounts';
import { parseTraceLine } from './parseLine';

export interface TraceLimits {
  lines: number;
  /** Memory for the lines' bytes and their index. */
  bytes: number;
}

/** Called with one line after the other; returning false ends the walk before the next one. */
export type LineVisitor = (sequence: number, text: string, run: number) => boolean;

/** Lines decoded at one stroke: some 50 KiB, which is quick and short-lived. */
const decodedLines = 512;

export class TraceStore {
  readonly lost = new LostCounts();
  #limits: TraceLimits;
  #chunks: LineChunk[] = [];
  /** An emptied block for the next one that is needed: a full ring allocates nothing. */
  #spare: LineChunk | undefined;
  #first = 0;
  #next = 0;
  #origin = 0;

  constructor(limits: TraceLimits) {
    this.#limits = limits;
  }

  /** Sequence number of the oldest line that is still here; equal to `next` when there is none. */
  get first(): number {
    return this.#first;
  }

  /** Sequence number that the next line will have. */
  get next(): number {
    return this.#next;
  }

  /** Lines since the last `clear`, those included that had to make room. */
  get received(): number {
    return this.#next - this.#origin;
  }

  /** Lines that had to make room for newer ones since the last `clear`. */
  get dropped(): number {
    return this.#first - this.#origin;
  }

  /** Memory held by lines and index. */
  get bytes(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.bytes, this.#spare?.bytes ?? 0);
  }

  setLimits(limits: TraceLimits): void {
    this.#limits = limits;
    this.#makeRoom();
  }

  /** Appends whole lines, each ended by `\n`; a last one without is taken as whole. Empty lines are dropped. */
  append(run: number, text: string): void {
    let rest = text;
    while (rest.length > 0) {
      const chunk = this.#chunks.at(-1) ?? this.#open(run);
      const before = chunk.lines;
      const taken = chunk.write(rest, run);
      if (taken === rest.length) chunk.closeOpenLine(run);
      this.#took(chunk, before);
      if (taken === rest.length) break;
      rest = rest.slice(taken);
      const cut = chunk.lines;
      this.#open(run);
      this.#took(chunk, cut);
    }
    this.#makeRoom();
  }

  clear(): void {
    this.#spare = this.#chunks[0] ?? this.#spare;
    this.#chunks = [];
    this.#first = this.#origin = this.#next;
    this.lost.clear();
  }

  /** Undefined when the line has made room, or is not there yet. */
  line(sequence: number): { text: string; run: number } | undefined {
    const chunk = this.#chunks[this.#chunkOf(sequence)];
    if (!chunk || sequence < this.#first || sequence >= this.#next) return undefined;
    const line = sequence - chunk.first;
    return { text: chunk.text(line), run: chunk.run(line) };
  }

  /** Walks the lines `[from, to)` that are still here; returns the first one that it did not come to. */
  walk(from: number, to: number, visit: LineVisitor): number {
    let at = Math.max(from, this.#first);
    const stop = Math.min(to, this.#next);
    for (let index = this.#chunkOf(at); at < stop; index++) {
      const chunk = this.#chunks[index];
      if (!chunk) break;
      const end = Math.min(stop, chunk.first + chunk.lines);
      while (at < end) {
        const start = at;
        const texts = chunk.texts(start - chunk.first, Math.min(end, start + decodedLines) - chunk.first);
        for (const text of texts) {
          if (!visit(at, text, chunk.run(at - chunk.first))) return at + 1;
          at++;
        }
      }
    }
    return Math.max(at, stop);
  }

  #open(run: number): LineChunk {
    const chunk = this.#spare ?? new LineChunk();
    this.#spare = undefined;
    chunk.reset(this.#next);
    const full = this.#chunks.at(-1);
    if (full) {
      const lines = full.lines;
      chunk.takeOpenLine(full, run);
      chunk.first += full.lines - lines;
    }
    this.#chunks.push(chunk);
    return chunk;
  }

  #took(chunk: LineChunk, before: number): void {
    for (let line = before; line < chunk.lines; line++) {
      if (!chunk.mayBeLost(line)) continue;
      const entry = parseTraceLine(chunk.text(line));
      if (entry.kind === 'lost') this.lost.add(entry.cpu, entry.count);
    }
    this.#next += chunk.lines - before;
  }

  #makeRoom(): void {
    this.#first = Math.max(this.#first, this.#next - Math.max(1, this.#limits.lines));
    const mostChunks = Math.max(2, Math.floor(this.#limits.bytes / chunkBytes));
    let gone = 0;
    for (const chunk of this.#chunks) {
      const end = chunk.first + chunk.lines;
      if (gone === this.#chunks.length - 1) break;
      if (end > this.#first && this.#chunks.length - gone <= mostChunks) break;
      this.#first = Math.max(this.#first, end);
      gone++;
    }
    if (gone > 0) {
      this.#spare = this.#chunks[gone - 1];
      this.#chunks.splice(0, gone);
    }
  }

  /** Index of the block that holds the line; the first when the line is older than all. */
  #chunkOf(sequence: number): number {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#chunks[middle]?.first ?? 0) <= sequence) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
