/** A time limit for the other side only: it stands still while a person is being asked something. */
import type { Asker } from '../host/asker';

export class PausableTimer {
  #timer: NodeJS.Timeout | undefined;
  #fire: (() => void) | undefined;
  #pauses = 0;

  constructor(private readonly milliseconds: number) {}

  start(fire: () => void): void {
    this.#fire = fire;
    this.#arm();
  }

  /** The other side showed a sign of life; a slow machine may take the whole time for each step. */
  restart(): void {
    clearTimeout(this.#timer);
    this.#arm();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#fire = undefined;
  }

  /** Every pause starts the limit anew afterwards: the answer begins another exchange with the server. */
  async pauseFor<T>(question: Promise<T>): Promise<T> {
    this.#pauses++;
    clearTimeout(this.#timer);
    try {
      return await question;
    } finally {
      this.#pauses--;
      this.#arm();
    }
  }

  #arm(): void {
    const fire = this.#fire;
    if (fire && this.#pauses === 0) this.#timer = setTimeout(fire, this.milliseconds);
  }
}

/** The same asker, with `timer` standing still during its questions. */
export function pausing(asker: Asker, timer: PausableTimer): Asker {
  return {
    trustHostKey: (question) => timer.pauseFor(asker.trustHostKey(question)),
    secret: (question) => timer.pauseFor(asker.secret(question)),
  };
}
