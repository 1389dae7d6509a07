/** The rows in and around sight: keeps those that came, and asks the host for those that are missing. */
import type { TraceRow, TraceStatus, TraceToHost } from '#protocol/tracePanel';
import { RowCache } from '../table/rowCache';

export class RowWindow {
  readonly #cache = new RowCache<TraceRow>();
  readonly #post: (message: TraceToHost) => void;
  #generation = 0;
  /** The view that the host was last told of. */
  #told = { generation: 0, start: 0, count: 0, follow: false };

  constructor(post: (message: TraceToHost) => void) {
    this.#post = post;
  }

  get(position: number): TraceRow | undefined {
    return this.#cache.get(position);
  }

  /** True when all rows are others than before. */
  take(status: TraceStatus): boolean {
    const anew = status.generation !== this.#generation;
    if (anew) this.#cache.clear();
    this.#generation = status.generation;
    this.#cache.add(status.rows);
    // Rows that were asked for before they were there are asked for again.
    const { start, count, follow } = this.#told;
    if (!follow && !this.#cache.covers(start, start + count)) this.#told.generation = 0;
    return anew;
  }

  add(generation: number, rows: readonly TraceRow[]): void {
    if (generation === this.#generation) this.#cache.add(rows);
  }

  /** The rows `[start, end)` are in sight. While following, the host sends the newest rows unasked. */
  look(start: number, end: number, follow: boolean): void {
    const generation = this.#generation;
    const told = this.#told;
    const count = end - start;
    this.#cache.keepNear(start, end);
    if (told.generation === generation && told.follow === follow) {
      if (told.count === count && (follow || told.start === start)) return;
      if (!follow && this.#cache.covers(start, end)) return;
    }
    this.#told = { generation, start, count, follow };
    this.#post({ type: 'view', ...this.#told });
  }
}
