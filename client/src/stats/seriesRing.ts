/** The last ten minutes of a number, at one reading a second. Pure. */
import type { Series } from '#protocol/recordPanel';

const kept = 600;

export class SeriesRing {
  readonly #times: number[] = [];
  readonly #values: (number | null)[] = [];

  /** `time` in milliseconds since 1970; null where there is no number. */
  add(time: number, value: number | null): void {
    this.#times.push(time);
    this.#values.push(value);
    if (this.#times.length <= kept) return;
    this.#times.shift();
    this.#values.shift();
  }

  series(): Omit<Series, 'title'> {
    const rates = this.#values.map((value, index) => {
      const before = this.#values[index - 1] ?? null;
      const seconds = ((this.#times[index] ?? 0) - (this.#times[index - 1] ?? 0)) / 1000;
      return value === null || before === null || seconds <= 0 || value < before
        ? null
        : (value - before) / seconds;
    });
    return { times: [...this.#times], values: [...this.#values], rates };
  }
}
