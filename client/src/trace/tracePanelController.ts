/**
 * The host's side of the trace view, without the editor: it keeps the lines, filters them in slices between other
 * work, and tells the page what there is at most every 50 ms. Everything that needs the editor is a port, so that
 * the same controller also runs where there is none.
 */
import type { FilterProblem } from '#bpf/table/filterExpression';
import { parseFilter } from '#bpf/table/filterExpression';
import { traceFilterColumns } from '#bpf/trace/traceFilter';
import type { RowSnapshot } from '#bpf/trace/traceRows';
import { TraceRows } from '#bpf/trace/traceRows';
import { TraceStore } from '#bpf/trace/traceStore';
import type { TraceSource } from '#protocol/agent';
import type {
  TracePanelSettings,
  TraceRow,
  TraceTexts,
  TraceToHost,
  TraceToPage,
} from '#protocol/tracePanel';
import { LineRate } from './lineRate';
import { readRows } from './traceRowReader';
import type { TraceRun } from './traceRuns';
import { TraceRuns } from './traceRuns';

/** What the controller needs from where it runs. */
export interface TracePanelPorts {
  locale: string;
  texts: TraceTexts;
  problemText(problem: FilterProblem | { kind: 'tooSlow' }): string;
  copy(text: string, rows: number): void;
  /** Too many rows were selected for the clipboard. */
  refuseCopy(rows: number, most: number): void;
  open(message: string, run: TraceRun, keepFocus: boolean): void;
  command(command: 'clear' | 'export' | 'run'): void;
  save(settings: TracePanelSettings): void;
  /** Runs it when other work had its turn. */
  soon(work: () => void): void;
  /** Runs it, and throws when a user's regular expression takes longer than anybody would wait. */
  guarded(work: () => void): void;
}

const updateMs = 50;
/** Filtering holds up the extension host no longer than this at a time. */
const sliceMs = 8;
const mostCopied = 200_000;
const bytesLimit = 256 * 1024 * 1024;

export class TracePanelController {
  readonly store: TraceStore;
  readonly #rows: TraceRows;
  readonly #runs = new TraceRuns();
  readonly #rate = new LineRate();
  #post: ((message: TraceToPage) => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #filtering = false;
  /** Not used by an earlier session either, so a page's kept positions are never taken for another table's. */
  #generation = Date.now();
  #view = { start: 0, count: 0, follow: false };
  #filterRun: number | null = null;
  #problem: string | null = null;
  /** Line to show again once the filter has come to it. */
  #locate: number | undefined;

  constructor(
    readonly ports: TracePanelPorts,
    private settings: TracePanelSettings,
    private lineLimit: number,
  ) {
    this.store = new TraceStore({ lines: lineLimit, bytes: bytesLimit });
    this.#rows = new TraceRows(this.store);
    this.#setFilter(settings.filter, null);
  }

  get paused(): boolean {
    return this.#rows.paused;
  }

  /** Speaks to a page from now on, or to none. A page announces itself by `ready`. */
  connect(post: ((message: TraceToPage) => void) | undefined): void {
    this.#post = post;
    if (!post) clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  setLineLimit(lines: number): void {
    this.lineLimit = lines;
    this.store.setLimits({ lines, bytes: bytesLimit });
    this.#changed();
  }

  beginRun(run: { id: string; label: string; sourceFile: string }): void {
    this.#runs.begin(run);
    this.#changed();
  }

  setSource(id: string, source: TraceSource): void {
    const run = this.#runs.find(id);
    if (run) run.source = source;
    this.#changed();
  }

  endRun(id: string): void {
    this.#runs.end(id);
    this.#changed();
  }

  append(id: string, text: string): void {
    const run = this.#runs.find(id);
    if (!run) return;
    this.#runs.noteStart(run, text);
    this.store.append(run.number, text);
    this.#changed();
  }

  clear(): void {
    this.store.clear();
    this.#rows.cleared();
    this.#rate.clear();
    this.#runs.dropEnded();
    if (this.#filterRun !== null && !this.#runs.byNumber(this.#filterRun)) {
      this.#setFilter(this.settings.filter, null);
    }
    this.#changed();
  }

  setPaused(paused: boolean): void {
    if (paused) this.#rows.pause();
    else this.#rows.resume();
    this.#changed();
  }

  notice(severity: 'info' | 'warning', text: string): void {
    this.#post?.({ type: 'notice', severity, text });
  }

  focusFilter(): void {
    this.#post?.({ type: 'focusFilter' });
  }

  /** The rows that the filter lets through, once it has seen all lines that are there now. */
  async filteredRows(signal: AbortSignal): Promise<RowSnapshot> {
    const wanted = this.store.next;
    while (!signal.aborted && this.#rows.pending > 0 && this.#rows.scanned < wanted) {
      this.#filterSlice();
      await new Promise<void>((resolve) => {
        this.ports.soon(resolve);
      });
    }
    return this.#rows.snapshot();
  }

  receive(message: TraceToHost): void {
    switch (message.type) {
      case 'ready':
        this.#view = { start: 0, count: 0, follow: false };
        this.#post?.({
          type: 'init',
          texts: this.ports.texts,
          locale: this.ports.locale,
          settings: this.settings,
        });
        this.#update();
        break;
      case 'view':
        if (message.generation !== this.#generation) break;
        this.#view = message;
        this.#post?.({
          type: 'rows',
          generation: this.#generation,
          start: message.start,
          rows: this.#read(message.start, message.count),
        });
        break;
      case 'filter':
        this.#locate = message.active === null ? undefined : this.#rows.sequence(message.active);
        this.#save({ ...this.settings, filter: message.text });
        this.#setFilter(message.text, message.run);
        this.#update();
        break;
      case 'pause':
        this.setPaused(message.paused);
        break;
      case 'copy':
        if (message.generation === this.#generation) this.#copy(message.first, message.last);
        break;
      case 'open':
        if (message.generation === this.#generation) this.#open(message.position, message.keepFocus);
        break;
      case 'settings':
        this.#save(message.settings);
        break;
      case 'command':
        this.ports.command(message.command);
        break;
    }
  }

  #save(settings: TracePanelSettings): void {
    this.settings = settings;
    this.ports.save(settings);
  }

  /** A wrong filter changes nothing but the message: the rows of the last right one stay while one types. */
  #setFilter(text: string, run: number | null): void {
    const { filter, problems } = parseFilter(text, traceFilterColumns);
    this.#problem = problems.map((problem) => this.ports.problemText(problem)).join(' ') || null;
    if (this.#problem !== null && run === this.#filterRun) return;
    this.#filterRun = run;
    this.#rows.setFilter({ expression: filter, run: run ?? undefined });
    this.#generation++;
    this.#view = { start: 0, count: 0, follow: false };
    this.#filterOn();
  }

  /** Something is different: the page hears of it with the next update. */
  #changed(): void {
    if (!this.#post || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#update();
    }, updateMs);
  }

  #update(): void {
    if (!this.#post) return;
    this.#filterOn();
    const rate = this.#rate.sample(performance.now(), this.store.received);
    this.#post({
      type: 'status',
      generation: this.#generation,
      first: this.#rows.first,
      end: this.#rows.end,
      lines: this.store.next - this.store.first,
      dropped: this.store.dropped,
      limit: this.lineLimit,
      lost: this.store.lost.total,
      lostByCpu: this.store.lost.byCpu(),
      rate,
      paused: this.#rows.paused,
      held: this.#rows.held,
      run: this.#filterRun,
      progress: this.#rows.progress,
      filterProblem: this.#problem,
      runs: this.#runs.infos(),
      rows: this.#view.follow ? this.#read(this.#rows.end - this.#view.count, this.#view.count) : [],
    });
    this.#sendLocated();
    // The rate falls to zero by itself when no more lines come.
    if (rate > 0) this.#changed();
  }

  #read(start: number, count: number): TraceRow[] {
    return readRows(this.store, this.#rows.snapshot(), this.#runs, start, count);
  }

  #sendLocated(): void {
    if (this.#locate === undefined || this.#rows.scanned <= this.#locate) return;
    const position = Math.min(this.#rows.position(this.#locate), this.#rows.end - 1);
    this.#locate = undefined;
    if (position >= this.#rows.first)
      this.#post?.({ type: 'locate', generation: this.#generation, position });
  }

  /** Filters slice by slice until all lines are seen; while no page looks, it waits. */
  #filterOn(): void {
    if (this.#filtering || !this.#post || this.#rows.pending === 0) return;
    this.#filterSlice();
    this.#changed();
    if (this.#rows.pending === 0) return;
    this.#filtering = true;
    this.ports.soon(() => {
      this.#filtering = false;
      this.#filterOn();
    });
  }

  #filterSlice(): void {
    const until = performance.now() + sliceMs;
    try {
      this.ports.guarded(() => this.#rows.advance(() => performance.now() >= until));
    } catch {
      this.#rows.setFilter(undefined);
      this.#generation++;
      this.#problem = this.ports.problemText({ kind: 'tooSlow' });
    }
  }

  #copy(first: number, last: number): void {
    const count = last - first + 1;
    if (count > mostCopied) {
      this.ports.refuseCopy(count, mostCopied);
      return;
    }
    const lines: string[] = [];
    for (let position = first; position <= last; position++) {
      const text = this.#lineAt(position)?.text;
      if (text !== undefined) lines.push(text);
    }
    this.ports.copy(lines.join('\n'), lines.length);
  }

  #open(position: number, keepFocus: boolean): void {
    const line = this.#lineAt(position);
    const run = line && this.#runs.byNumber(line.run);
    if (run) this.ports.open(line.text, run, keepFocus);
  }

  #lineAt(position: number): { text: string; run: number } | undefined {
    const sequence = this.#rows.sequence(position);
    return sequence === undefined ? undefined : this.store.line(sequence);
  }
}
