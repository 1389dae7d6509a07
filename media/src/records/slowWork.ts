/** Tells what takes long from what is over at once: a map that is read five times a second must not flicker. */

const longMs = 400;

export class SlowWork {
  readonly #changed: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #slow = false;

  /** `changed` is called when something begins to take long. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get slow(): boolean {
    return this.#slow;
  }

  /** `doing` is what is being done now; empty when nothing is. */
  note(doing: string): void {
    if (doing === '') {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#slow = false;
      return;
    }
    if (this.#slow) return;
    this.#timer ??= setTimeout(() => {
      this.#slow = true;
      this.#changed();
    }, longMs);
  }
}
