/**
 * Which lines the trace view shows: takes the filter as typed, looks at the lines in slices between other work, and
 * finds a line again among other rows. A wrong filter changes nothing but the message.
 */
import type { FilterProblem } from '#bpf/table/filterExpression';
import { parseFilter } from '#bpf/table/filterExpression';
import { traceFilterColumns } from '#bpf/trace/traceFilter';
import { TraceRows } from '#bpf/trace/traceRows';
import type { TraceStore } from '#bpf/trace/traceStore';

export interface FilteringPorts {
  problemText(problem: FilterProblem | { kind: 'tooSlow' }): string;
  /** Runs it when other work had its turn. */
  soon(work: () => void): void;
  /** Runs it; false when a user's regular expression took longer than anybody would wait, and was stopped. */
  guarded(work: () => void): boolean;
}

/** Filtering holds up the extension host no longer than this at a time. */
const sliceMs = 8;

export class TraceFiltering {
  readonly rows: TraceRows;
  readonly #store: TraceStore;
  readonly #ports: FilteringPorts;
  /** Not used by an earlier session either, so a page's kept positions are never taken for another table's. */
  #generation = Date.now();
  #run: number | null = null;
  #problem: string | null = null;
  #waiting = false;
  /** Line to show again once the filter has come to it. */
  #sought: number | undefined;

  constructor(store: TraceStore, ports: FilteringPorts) {
    this.rows = new TraceRows(store);
    this.#store = store;
    this.#ports = ports;
  }

  /** Rises whenever positions begin anew. */
  get generation(): number {
    return this.#generation;
  }

  /** The only run whose lines are shown. */
  get run(): number | null {
    return this.#run;
  }

  /** What is wrong with the filter, in the user's language. */
  get problem(): string | null {
    return this.#problem;
  }

  /** While one types, the rows of the last right filter stay. */
  set(text: string, run: number | null): void {
    const { filter, problems } = parseFilter(text, traceFilterColumns);
    this.#problem = problems.map((problem) => this.#ports.problemText(problem)).join(' ') || null;
    if (this.#problem !== null && run === this.#run) return;
    this.#run = run;
    this.rows.setFilter({ expression: filter, run: run ?? undefined });
    this.#generation++;
  }

  /** Remembers the line at a position, to be found by `found` after `set`. */
  seek(position: number | null): void {
    this.#sought = position === null ? undefined : this.rows.sequence(position);
  }

  /** The sought line's position or its follower's; undefined as long as it is not known, and after it was told. */
  found(): number | undefined {
    if (this.#sought === undefined || this.rows.scanned <= this.#sought) return undefined;
    const position = Math.min(this.rows.position(this.#sought), this.rows.end - 1);
    this.#sought = undefined;
    return position < this.rows.first ? undefined : position;
  }

  /** Looks at the lines that wait, slice by slice as long as `wanted`; `after` is called after each. */
  goOn(wanted: () => boolean, after: () => void): void {
    if (this.#waiting || !wanted() || this.rows.pending === 0) return;
    this.#slice();
    after();
    if (this.rows.pending === 0) return;
    this.#waiting = true;
    this.#ports.soon(() => {
      this.#waiting = false;
      this.goOn(wanted, after);
    });
  }

  /** Looks at all lines that are there now. */
  async finish(signal: AbortSignal): Promise<void> {
    const end = this.#store.next;
    while (!signal.aborted && this.rows.pending > 0 && this.rows.scanned < end) {
      this.#slice();
      await new Promise<void>((resolve) => {
        this.#ports.soon(resolve);
      });
    }
  }

  #slice(): void {
    const until = performance.now() + sliceMs;
    const stayed = this.#ports.guarded(() => this.rows.advance(() => performance.now() >= until));
    if (stayed) return;
    this.rows.setFilter(undefined);
    this.#generation++;
    this.#problem = this.#ports.problemText({ kind: 'tooSlow' });
  }
}
