/**
 * What a table shows of a growing list: the rows that a filter lets through, up to a place where the table is held
 * while paused. Rows have positions that stay theirs until the filter changes. Filtering is done in small steps by
 * `advance`, for old rows and new ones alike, so that a million never make anybody wait.
 */
import { MatchList } from './matchList';

/** How many rows may pass between two looks at the clock. */
const rowsBetweenLooks = 64;

/**
 * Rows by sequence numbers that are never used twice; the oldest make room. What a test looks at comes in two parts,
 * a line's text and its run, say, so that no object is made for a row that is only passed by.
 */
export interface RowSource<What, Where> {
  /** The oldest that is still there; equal to `next` when there is none. */
  readonly first: number;
  /** What the next one will have. */
  readonly next: number;
  /** Walks `[from, to)` until `visit` says false; returns the first one that it did not come to. */
  walk(from: number, to: number, visit: (sequence: number, what: What, where: Where) => boolean): number;
}

/** Rows at positions from `first` up to `end`; one that had to make room since has no sequence number or is gone. */
export interface RowSnapshot {
  first: number;
  end: number;
  sequence(position: number): number | undefined;
}

interface Filtering<What, Where> {
  test: (what: What, where: Where) => boolean;
  matches: MatchList;
  from: number;
  /** Every row before this one has been looked at. */
  scanned: number;
}

export class FilteredRows<What, Where> {
  readonly #source: RowSource<What, Where>;
  #filtering: Filtering<What, Where> | undefined;
  #heldAt: number | undefined;

  constructor(source: RowSource<What, Where>) {
    this.#source = source;
  }

  /** Positions of the oldest row and behind the newest. */
  get first(): number {
    if (!this.#filtering) return Math.min(this.#source.first, this.#limit);
    this.#filtering.matches.dropBefore(this.#source.first);
    return this.#filtering.matches.first;
  }

  get end(): number {
    return this.#filtering ? this.#filtering.matches.end : this.#limit;
  }

  /** Rows that `advance` has yet to look at. */
  get pending(): number {
    if (!this.#filtering) return 0;
    return Math.max(0, this.#limit - Math.max(this.#filtering.scanned, this.#source.first));
  }

  /** Share of the rows looked at since the filter was set, from 0 to 1. */
  get progress(): number {
    const pending = this.pending;
    if (pending === 0 || !this.#filtering) return 1;
    const done = Math.max(this.#filtering.scanned, this.#source.first) - this.#filtering.from;
    return done / (done + pending);
  }

  /** Every row before this sequence number has been looked at, or is gone. */
  get scanned(): number {
    return this.#limit - this.pending;
  }

  /** Rows that came since the table is held. */
  get held(): number {
    return this.#heldAt === undefined ? 0 : this.#source.next - this.#heldAt;
  }

  get paused(): boolean {
    return this.#heldAt !== undefined;
  }

  /** The source's sequence number of the row at a position. */
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

  /** Position of the first row that is not older than this one. */
  position(sequence: number): number {
    if (!this.#filtering) return Math.min(Math.max(sequence, this.first), this.end);
    return this.#filtering.matches.lowerBound(sequence);
  }

  /** Begins anew with all positions; undefined shows every row. It is asked about consecutive rows. */
  setTest(test: ((what: What, where: Where) => boolean) | undefined): void {
    const from = this.#source.first;
    this.#filtering = test && { test, matches: new MatchList(), from, scanned: from };
  }

  /** Holds the table where it is; rows go on being stored. */
  pause(): void {
    this.#heldAt ??= this.#source.next;
  }

  resume(): void {
    this.#heldAt = undefined;
  }

  /** To be called after the source was cleared: a held table is then held empty. */
  cleared(): void {
    if (this.#heldAt !== undefined) this.#heldAt = this.#source.next;
  }

  /** Looks at rows until `enough` says so; true when all have been looked at. */
  advance(enough: () => boolean): boolean {
    const filtering = this.#filtering;
    if (!filtering || this.pending === 0) return true;
    const { test, matches } = filtering;
    matches.dropBefore(this.#source.first);
    let left = rowsBetweenLooks;
    filtering.scanned = this.#source.walk(filtering.scanned, this.#limit, (sequence, what, where) => {
      // Noted row by row: should the user's expression be stopped, its row is not tried again.
      filtering.scanned = sequence + 1;
      if (test(what, where)) matches.push(sequence);
      if (--left > 0) return true;
      left = rowsBetweenLooks;
      return !enough();
    });
    return this.pending === 0;
  }

  get #limit(): number {
    return Math.min(this.#heldAt ?? Infinity, this.#source.next);
  }
}
