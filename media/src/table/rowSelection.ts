/** Which rows of a table are selected: one stretch from where the selection began to the active row. */
export class RowSelection {
  #anchor: number | undefined;
  #active: number | undefined;

  /** The row that the keyboard is on. */
  get active(): number | undefined {
    return this.#active;
  }

  /** Both ends included. */
  get range(): { first: number; last: number } | undefined {
    if (this.#anchor === undefined || this.#active === undefined) return undefined;
    return { first: Math.min(this.#anchor, this.#active), last: Math.max(this.#anchor, this.#active) };
  }

  has(position: number): boolean {
    const range = this.range;
    return range !== undefined && position >= range.first && position <= range.last;
  }

  set(position: number): void {
    this.#anchor = this.#active = position;
  }

  /** From where it began to here, as with Shift. */
  extend(position: number): void {
    this.#anchor ??= position;
    this.#active = position;
  }

  setRange(first: number, last: number): void {
    this.#anchor = first;
    this.#active = last;
  }

  clear(): void {
    this.#anchor = this.#active = undefined;
  }

  /** Rows before `first` and from `end` on are gone. */
  clamp(first: number, end: number): void {
    const range = this.range;
    if (!range) return;
    if (end <= first || range.last < first || range.first >= end) {
      this.clear();
      return;
    }
    const within = (position = first): number => Math.max(first, Math.min(position, end - 1));
    this.#anchor = within(this.#anchor);
    this.#active = within(this.#active);
  }
}
