/** The rows that the page has from the host, by position; those far from what is looked at are let go. */

const kept = 400;

export class RowCache<Row extends { position: number }> {
  #rows = new Map<number, Row>();

  get(position: number): Row | undefined {
    return this.#rows.get(position);
  }

  /** True when all rows of `[start, end)` are here. */
  covers(start: number, end: number): boolean {
    for (let position = start; position < end; position++) if (!this.#rows.has(position)) return false;
    return true;
  }

  add(rows: readonly Row[]): void {
    for (const row of rows) this.#rows.set(row.position, row);
  }

  /** Lets go of what is far from `[start, end)`. */
  keepNear(start: number, end: number): void {
    if (this.#rows.size <= end - start + 2 * kept) return;
    for (const position of this.#rows.keys()) {
      if (position < start - kept || position >= end + kept) this.#rows.delete(position);
    }
  }

  clear(): void {
    this.#rows.clear();
  }
}
