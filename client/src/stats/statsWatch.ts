/**
 * Reads the kernel's statistics of some programs through one agent, over and over, while somebody looks. The kernel
 * counts only between `start` and the end, because counting costs every run of every program a little.
 */
import { programRates, type ProgramRates } from '#bpf/stats/programRates';
import type { ProgramStats, StatsReading } from '#protocol/agentEvents';
import type { Agent } from '#targets/agent/agent';
import { Emitter } from '#targets/emitter';
import type { Disposable } from '#targets/scope';

export interface ProgramFigures {
  stats: ProgramStats;
  /** Undefined until there are two readings. */
  rates: ProgramRates | undefined;
}

export class StatsWatch implements Disposable {
  readonly changed = new Emitter<ReadonlyMap<number, ProgramFigures>>();
  #before: StatsReading | undefined;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;

  /** @param programs tells at each reading which ones are wanted; none reads all that the agent knows of */
  constructor(
    private readonly agent: Agent,
    private readonly programs: () => number[],
    private readonly milliseconds: number,
    private readonly onEnded: (error: unknown) => void,
  ) {}

  async start(): Promise<void> {
    await this.agent.request('stats/start', {});
    if (this.#ended) await this.#stop();
    else await this.#read();
  }

  dispose(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    void this.#stop();
  }

  async #read(): Promise<void> {
    try {
      const now = await this.agent.request('stats/read', { programs: this.programs() });
      // Stopped while it was under way: nobody wants it any more.
      if (this.#isOver()) return;
      this.changed.emit(figuresOf(this.#before, now));
      this.#before = now;
      this.#timer = setTimeout(() => void this.#read(), this.milliseconds);
    } catch (error) {
      if (this.#isOver()) return;
      this.#ended = true;
      this.onEnded(error);
    }
  }

  #isOver(): boolean {
    return this.#ended;
  }

  /** An agent that is gone counts no more, either. */
  async #stop(): Promise<void> {
    await this.agent.request('stats/stop', {}).catch(() => undefined);
  }
}

function figuresOf(before: StatsReading | undefined, now: StatsReading): Map<number, ProgramFigures> {
  const former = new Map(before?.programs.map((stats) => [stats.id, stats]));
  return new Map(
    now.programs.map((stats) => {
      const last = former.get(stats.id);
      const rates = before && last && programRates(last, stats, now.at - before.at);
      return [stats.id, { stats, rates }];
    }),
  );
}
