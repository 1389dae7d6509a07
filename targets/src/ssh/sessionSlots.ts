/**
 * Keeps the number of commands at one time under what the server allows on one connection: sshd's `MaxSessions`,
 * 10 by default. A command holds its slot until its channel is closed; the rest wait in order.
 */
import { cancelled } from '../targetError';

interface Waiter {
  start(): void;
  fail(error: Error): void;
}

/** Two under the default, so that ending a command is never stuck behind the commands to be ended. */
const usual = 8;

export class SessionSlots {
  #limit = usual;
  #taken = 0;
  readonly #waiting: Waiter[] = [];
  #ended: Error | undefined;

  /** Resolves to the function that gives the slot back. */
  async take(signal?: AbortSignal): Promise<() => void> {
    if (this.#ended) throw this.#ended;
    if (this.#taken >= this.#limit) await this.#turn(signal);
    else this.#taken++;
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.#taken--;
      this.#next();
    };
  }

  /**
   * The server refused to open one more: what is open now is its limit. False when nothing is open, as then
   * waiting would not help.
   */
  shrink(): boolean {
    const open = this.#taken - 1;
    if (open < 1) return false;
    this.#limit = Math.min(this.#limit, open);
    return true;
  }

  /** No more commands, neither those that wait nor later ones. */
  end(error: Error): void {
    this.#ended ??= error;
    for (const waiter of this.#waiting.splice(0)) waiter.fail(error);
  }

  #turn(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        const index = this.#waiting.indexOf(waiter);
        if (index >= 0) this.#waiting.splice(index, 1);
        reject(cancelled());
      };
      const waiter: Waiter = {
        start: () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
        fail: (error) => {
          signal?.removeEventListener('abort', leave);
          reject(error);
        },
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiting.push(waiter);
    });
  }

  #next(): void {
    while (this.#taken < this.#limit) {
      const waiter = this.#waiting.shift();
      if (!waiter) return;
      this.#taken++;
      waiter.start();
    }
  }
}
