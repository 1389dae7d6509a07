/**
 * All runs of this window. A file runs at most once on a target: starting it again ends the former run and begins
 * when nothing of that is left. Different files or targets run side by side.
 */
import type { RunEvent } from '#protocol/run';
import { Emitter } from '#targets/emitter';
import type { RunRequest } from '#targets/run/ports';
import type { Disposable } from '#targets/scope';
import { targetName } from '#targets/target';
import { Run, type Session } from './run';

/** `began` comes before a run's first event, `event` carries each of them in order. */
export type RunNews = { type: 'began'; run: Run } | { type: 'event'; run: Run; event: RunEvent };

export class Runs implements Disposable {
  readonly news = new Emitter<RunNews>();
  readonly #latest = new Map<string, Run>();
  #count = 0;

  constructor(private readonly open: (request: RunRequest) => Promise<Session>) {}

  start(request: RunRequest): Run {
    const key = `${targetName(request.target)}\n${request.source}`;
    const former = this.#latest.get(key);
    this.#count += 1;
    const run = new Run(String(this.#count), request);
    this.#latest.set(key, run);
    this.news.emit({ type: 'began', run });
    const ready = former?.active === true ? former.stop() : Promise.resolve();
    run.begin(
      ready,
      () => this.open(request),
      (event) => this.news.emit({ type: 'event', run, event }),
    );
    return run;
  }

  /** Runs that are going on, the newest last. */
  get active(): Run[] {
    return this.all.filter((run) => run.active);
  }

  /** The latest run of each file and target, the newest last. */
  get all(): Run[] {
    return [...this.#latest.values()].sort((a, b) => Number(a.id) - Number(b.id));
  }

  of(source: string): Run[] {
    return this.all.filter((run) => run.request.source === source);
  }

  /** Ends every run and waits for it: after this nothing of ours is left on any target. */
  async dispose(): Promise<void> {
    await Promise.allSettled(this.active.map((run) => run.stop()));
  }
}
