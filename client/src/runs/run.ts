/** One run of one file on one target, from the click to the end: its session, its summary, and how to stop it. */
import type { LeaveResult } from '#protocol/agentHost';
import type { RunEvent, RunOutcome } from '#protocol/run';
import type { Emitter } from '#targets/emitter';
import type { RunRequest } from '#targets/run/ports';
import type { HeldRun } from '#targets/run/ports';
import { targetName } from '#targets/target';
import { advance, freshSummary, type RunSummary } from './runSummary';

/** What `RunSession` is to the editor. */
export interface Session {
  /** For views on what the run has loaded; undefined before that and after the end. */
  readonly held?: HeldRun | undefined;
  leave(name: string): Promise<LeaveResult>;
  readonly events: Emitter<RunEvent>;
  start(signal?: AbortSignal): Promise<RunOutcome>;
  stop(): Promise<void>;
}

export class Run {
  readonly #stopping = new AbortController();
  #summary: RunSummary = freshSummary;
  #session: Session | undefined;
  #over: Promise<RunOutcome> | undefined;
  #attachedSince: Date | undefined;

  constructor(
    readonly id: string,
    readonly request: RunRequest,
  ) {}

  get summary(): RunSummary {
    return this.#summary;
  }

  get targetName(): string {
    return targetName(this.request.target);
  }

  /** When its first program was attached. */
  get attachedSince(): Date | undefined {
    return this.#attachedSince;
  }

  get held(): HeldRun | undefined {
    return this.#session?.held;
  }

  /** Lets the programs go on without this editor; the run then ends. Undefined when it has ended already. */
  async leave(name: string): Promise<LeaveResult | undefined> {
    return this.#session?.leave(name);
  }

  get active(): boolean {
    return this.#summary.state !== 'stopped';
  }

  /** Resolves with the outcome when nothing of the run is left. */
  get over(): Promise<RunOutcome> {
    return this.#over ?? Promise.resolve({ kind: 'cancelled' });
  }

  /**
   * Starts the run once `ready` has settled (a former run of the same file must be gone first).
   * Every event reaches `listener`, and the last one is always `stopped`.
   */
  begin(ready: Promise<unknown>, open: () => Promise<Session>, listener: (event: RunEvent) => void): void {
    const take = (event: RunEvent): void => {
      // A session tells its end itself; the run must not tell it twice.
      if (event.type === 'stopped' && this.#summary.outcome) return;
      if (event.type === 'attached') this.#attachedSince ??= new Date();
      this.#summary = advance(this.#summary, event);
      listener(event);
    };
    this.#over = this.#live(ready, open, take).then((outcome) => {
      take({ type: 'stopped', outcome });
      return outcome;
    });
  }

  /** Resolves when the run is over. Safe in every state, and more than once. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#session?.stop();
    await this.over;
  }

  async #live(
    ready: Promise<unknown>,
    open: () => Promise<Session>,
    take: (event: RunEvent) => void,
  ): Promise<RunOutcome> {
    try {
      await ready;
      if (this.#isStopping()) return { kind: 'cancelled' };
      const session = await open();
      if (this.#isStopping()) return { kind: 'cancelled' };
      this.#session = session;
      session.events.on(take);
      return await session.start(this.#stopping.signal);
    } catch (error) {
      // Expected failures are outcomes. What still arrives here is a mistake of ours, and is shown as such.
      const message = error instanceof Error ? error.message : String(error);
      return { kind: 'error', code: 'internal', message, error };
    }
  }

  /** Asked anew after each wait: the answer may have changed meanwhile. */
  #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }
}
