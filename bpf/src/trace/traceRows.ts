/**
 * What the trace view shows of the store: the lines that a filter lets through, up to a place where the view is held
 * while paused. Rows have positions that stay theirs until the filter changes. Filtering is done in small steps by
 * `advance`, for old lines and new ones alike, so that a million lines never make anybody wait.
 */
import { MatchList } from './matchList';
import type { TraceFilter } from './traceFilter';
import { traceFilterTest } from './traceFilter';
import type { TraceStore } from './traceStore';

/** How many lines may pass between two looks at the clock. */
const linesBetweenLooks = 64;

/** Rows at positions from `first` up to `end`; a line that had to make room since has no sequence number or no line. */
export interface RowSnapshot {
  first: number;
  end: number;
  sequence(position: number): number | undefined;
}

interface Filtering {
  test: (text: string, run: number) => boolean;
  matches: MatchList;
  from: number;
  /** Every line before this one has been looked at. */
  scanned: number;
}

export class TraceRows {
  readonly #store: TraceStore;
  #filtering: Filtering | undefined;
  #heldAt: number | undefined;

  constructor(store: TraceStore) {
    this.#store = store;
  }

  /** Positions of the oldest row and behind the newest. */
  get first(): number {
    if (!this.#filtering) return Math.min(this.#store.first, this.#limit);
    this.#filtering.matches.dropBefore(this.#store.first);
    return this.#filtering.matches.first;
  }

  get end(): number {
    return this.#filtering ? this.#filtering.matches.end : this.#limit;
  }

  /** Lines that `advance` has yet to look at. */
  get pending(): number {
    if (!this.#filtering) return 0;
    return Math.max(0, this.#limit - Math.max(this.#filtering.scanned, this.#store.first));
  }

  /** Share of the lines looked at since the filter was set, from 0 to 1. */
  get progress(): number {
    const pending = this.pending;
    if (pending === 0 || !this.#filtering) return 1;
    const done = Math.max(this.#filtering.scanned, this.#store.first) - this.#filtering.from;
    return done / (done + pending);
  }

  /** Every line before this sequence number has been looked at, or is gone. */
  get scanned(): number {
    return this.#limit - this.pending;
  }

  /** Lines that came since the view is held. */
  get held(): number {
    return this.#heldAt === undefined ? 0 : this.#store.next - this.#heldAt;
  }

  get paused(): boolean {
    return this.#heldAt !== undefined;
  }

  /** The store's sequence number of the row at a position. */
  sequence(position: number): number | undefined {
    if (position < this.first || position >= this.end) return undefined;
    return this.#filtering ? this.#filtering.matches.at(position) : position;
  }

  /** The rows as they are now, whatever filter comes next. */
  snapshot(): RowSnapshot {
    const matches = this.#filtering?.matches;
    return {
      first: this.first,
      end: this.end,
      sequence: (position) => (matches ? matches.at(position) : position),
    };
  }

  /** Position of the first row that is not older than the line. */
  position(sequence: number): number {
    if (!this.#filtering) return Math.min(Math.max(sequence, this.first), this.end);
    return this.#filtering.matches.lowerBound(sequence);
  }

  /** Begins anew with all positions; undefined shows every line. */
  setFilter(filter: TraceFilter | undefined): void {
    const from = this.#store.first;
    this.#filtering =
      filter && (filter.expression || filter.run !== undefined)
        ? { test: traceFilterTest(filter), matches: new MatchList(), from, scanned: from }
        : undefined;
  }

  /** Holds the view where it is; lines go on being stored. */
  pause(): void {
    this.#heldAt ??= this.#store.next;
  }

  resume(): void {
    this.#heldAt = undefined;
  }

  /** To be called after the store was cleared: a held view is then held empty. */
  cleared(): void {
    if (this.#heldAt !== undefined) this.#heldAt = this.#store.next;
  }

  /** Looks at lines until `enough` says so; true when all have been looked at. */
  advance(enough: () => boolean): boolean {
    const filtering = this.#filtering;
    if (!filtering || this.pending === 0) return true;
    const { test, matches } = filtering;
    matches.dropBefore(this.#store.first);
    let left = linesBetweenLooks;
    filtering.scanned = this.#store.walk(filtering.scanned, this.#limit, (sequence, text, run) => {
      // Noted line by line: should the user's expression be stopped, its line is not tried again.
      filtering.scanned = sequence + 1;
      if (test(text, run)) matches.push(sequence);
      if (--left > 0) return true;
      left = linesBetweenLooks;
      return !enough();
    });
    return this.pending === 0;
  }

  get #limit(): number {
    return Math.min(this.#heldAt ?? Infinity, this.#store.next);
  }
}
