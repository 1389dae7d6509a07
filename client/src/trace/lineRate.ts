/** Lines per second over about the last second, told from the running total at moments of the caller's choice. */

const windowMs = 1000;

export class LineRate {
  /** Totals with their moments, oldest first; the oldest is about `windowMs` back. */
  #samples: { at: number; total: number }[] = [];

  /** `now` in milliseconds of any steady clock. */
  sample(now: number, total: number): number {
    const last = this.#samples.at(-1);
    // After silence: what came since then came just now, and is not spread over the silence.
    if (!last || now - last.at > windowMs) this.#samples = [{ at: now - 1, total: last?.total ?? 0 }];
    this.#samples.push({ at: now, total });
    while ((this.#samples[1]?.at ?? now) <= now - windowMs) this.#samples.shift();
    const oldest = this.#samples[0];
    if (!oldest) return 0;
    return Math.round(((total - oldest.total) * 1000) / Math.max(now - oldest.at, windowMs));
  }

  clear(): void {
    this.#samples = [];
  }
}
