/** The rows in and around sight: keeps those that came, and asks the host for those that are missing. */
import { RowCache } from '../table/rowCache';

/** What the host is told to send rows of. */
export interface View {
  generation: number;
  start: number;
  count: number;
  follow: boolean;
}

export class RowWindow<Row extends { position: number }> {
  /** Rows change in place, as a map's entries do: what is kept of them may be old, and is asked for at each move. */
  changing = false;
  readonly #cache = new RowCache<Row>();
  readonly #tell: (view: View) => void;
  #generation = 0;
  /** The view that the host was last told of. */
  #told: View = { generation: 0, start: 0, count: 0, follow: false };

  constructor(tell: (view: View) => void) {
    this.#tell = tell;
  }

  get(position: number): Row | undefined {
    return this.#cache.get(position);
  }

  /** True when all rows are others than before. */
  take(status: { generation: number; rows: readonly Row[] }): boolean {
    const anew = status.generation !== this.#generation;
    if (anew) this.#cache.clear();
    this.#generation = status.generation;
    this.#cache.add(status.rows);
    // Rows that were asked for before they were there are asked for again.
    const { start, count, follow } = this.#told;
    if (!follow && !this.#cache.covers(start, start + count)) this.#told.generation = 0;
    return anew;
  }

  add(generation: number, rows: readonly Row[]): void {
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
      if (!follow && !this.changing && this.#cache.covers(start, end)) return;
    }
    this.#told = { generation, start, count, follow };
    this.#tell(this.#told);
  }
}
