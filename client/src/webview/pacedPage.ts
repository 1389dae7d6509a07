/**
 * A page that is told how things are at most every 50 ms, and never before it has taken what it was told last: a window
 * that went away takes nothing, and must not fill this process's memory.
 */

/** Sends a message to the page. Resolves when it has arrived, which is never where the window has gone away. */
export type Post<Message> = (message: Message) => PromiseLike<unknown>;

const updateMs = 50;

export class PacedPage<Message> {
  #post: Post<Message> | undefined;
  /** The status that is on its way; the next one waits for it. */
  #sending: PromiseLike<unknown> | undefined;
  #waiting = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param update is to tell the page, by `status`, how things are */
  constructor(private readonly update: () => void) {}

  get connected(): boolean {
    return this.#post !== undefined;
  }

  /** Speaks to a page from now on, or to none. */
  connect(post: Post<Message> | undefined): void {
    this.#post = post;
    this.#sending = undefined;
    this.#waiting = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Nobody waits for its arrival. */
  tell(message: Message): void {
    void this.#post?.(message);
  }

  /** At most one of these is on its way. */
  status(message: Message): void {
    const sent = this.#post?.(message);
    this.#sending = sent;
    void sent?.then(() => {
      if (this.#sending !== sent) return;
      this.#sending = undefined;
      if (!this.#waiting) return;
      this.#waiting = false;
      this.changed();
    });
  }

  /** Something is different: the page hears of it with the next update. */
  readonly changed = (): void => {
    if (!this.#post || this.#timer !== undefined) return;
    if (this.#sending) {
      this.#waiting = true;
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.update();
    }, updateMs);
  };
}
