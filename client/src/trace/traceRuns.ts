/** The runs whose lines are in the trace store, by the number that the store keeps with each line. */
import { parseTraceLine } from '#bpf/trace/parseLine';
import type { TraceSource } from '#protocol/agent';
import type { TraceRunInfo } from '#protocol/tracePanel';

export interface TraceRun {
  number: number;
  id: string;
  label: string;
  sourceFile: string;
  source: TraceSource | undefined;
  active: boolean;
  /** The run's first time, from which relative times count. */
  start: number | undefined;
}

/** Ended runs beyond so many leave the list of the panel; their lines stay. */
const mostEnded = 20;

export class TraceRuns {
  #runs: TraceRun[] = [];
  #last = 0;

  begin(run: { id: string; label: string; sourceFile: string }): void {
    this.end(run.id);
    this.#runs.push({ ...run, number: ++this.#last, source: undefined, active: true, start: undefined });
    const ended = this.#runs.filter((one) => !one.active);
    const tooMany = new Set(ended.slice(0, Math.max(0, ended.length - mostEnded)));
    this.#runs = this.#runs.filter((one) => !tooMany.has(one));
  }

  /** Ends the run, and forgets a former one of the same id: ids name at most one run each. */
  end(id: string): void {
    for (const run of this.#runs) if (run.id === id) run.active = false;
  }

  /** The newest run of that id. */
  find(id: string): TraceRun | undefined {
    return this.#runs.findLast((run) => run.id === id);
  }

  byNumber(number: number): TraceRun | undefined {
    return this.#runs.find((run) => run.number === number);
  }

  /** Learns from a run's first lines when it began. */
  noteStart(run: TraceRun, text: string): void {
    if (run.start !== undefined) return;
    const entry = parseTraceLine(text.slice(0, text.indexOf('\n') + 1));
    if (entry.kind === 'event') run.start = entry.microseconds;
  }

  /** Forgets the runs that have ended. */
  dropEnded(): void {
    this.#runs = this.#runs.filter((run) => run.active);
  }

  infos(): TraceRunInfo[] {
    return this.#runs.map(({ number, label, source, active }) => ({
      run: number,
      label,
      source: source ?? null,
      active,
    }));
  }

  get some(): boolean {
    return this.#runs.length > 0;
  }
}
