/** Named lifetimes: what is acquired belongs to a scope and ends with it, the newest first. */

export interface Disposable {
  dispose(): unknown;
}

export class Scope implements Disposable {
  readonly #owned: Disposable[] = [];
  #disposed = false;

  constructor(readonly name: string) {}

  get disposed(): boolean {
    return this.#disposed;
  }

  /** Takes ownership. On a disposed scope the newcomer is disposed at once. */
  add<T extends Disposable>(disposable: T): T {
    if (this.#disposed) disposable.dispose();
    else this.#owned.push(disposable);
    return disposable;
  }

  /** Gives up ownership of what has ended by itself. */
  remove(disposable: Disposable): void {
    const at = this.#owned.indexOf(disposable);
    if (at >= 0) this.#owned.splice(at, 1);
  }

  /** Ends everything owned, newest first; one failure does not keep the others from ending. */
  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    const errors: unknown[] = [];
    for (const disposable of this.#owned.splice(0).reverse()) {
      try {
        await disposable.dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, `Scope ${this.name} did not end cleanly`);
  }
}
