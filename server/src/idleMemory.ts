/**
 * Gives memory back when nobody types: Node keeps the garbage of a burst of work until it needs the room, which on an
 * idle server is never, and a language server is idle most of the day.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const quietMs = 1500;

export class IdleMemory {
  readonly #collect: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    setFlagsFromString('--expose-gc');
    this.#collect = runInNewContext('typeof gc === "function" ? gc : () => undefined') as () => void;
  }

  /** To be called with each piece of work. */
  touch(): void {
    this.#timer ??= setTimeout(() => this.#rest(), quietMs).unref();
    this.#timer.refresh();
  }

  #rest(): void {
    this.#collect();
    // What the first round has emptied, the second gives back.
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#collect();
    }, quietMs / 2).unref();
  }
}
