/**
 * The host's side of the trace view, without the editor: it keeps the lines and tells the page what there is, at most
 * every 50 ms. Everything that needs the editor is a port, so that the same controller also runs where there is none.
 */
import type { RowSnapshot } from '#bpf/table/filteredRows';
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
import type { FilteringPorts } from './traceFiltering';
import { TraceFiltering } from './traceFiltering';
import { readRows } from './traceRowReader';
import type { TraceRun } from './traceRuns';
import { TraceRuns } from './traceRuns';

/** What the controller needs from where it runs. */
export interface TracePanelPorts extends FilteringPorts {
  locale: string;
  texts: TraceTexts;
  copy(text: string, rows: number): void;
  /** Too many rows were selected for the clipboard. */
  refuseCopy(rows: number, most: number): void;
  open(line: string, run: TraceRun, keepFocus: boolean): void;
  command(command: 'clear' | 'export' | 'run'): void;
  save(settings: TracePanelSettings): void;
}

const updateMs = 50;
const mostCopied = 200_000;
const bytesLimit = 256 * 1024 * 1024;

/** Sends a message to the page. Resolves when it has arrived, which is never where the window has gone away. */
export type Post = (message: TraceToPage) => PromiseLike<unknown>;

export class TracePanelController {
  readonly store: TraceStore;
  readonly #ports: TracePanelPorts;
  readonly #filtering: TraceFiltering;
  readonly #runs = new TraceRuns();
  readonly #rate = new LineRate();
  #settings: TracePanelSettings;
  #lineLimit: number;
  #post: Post | undefined;
  /** The status that is on its way; the next one waits for it. */
  #sending: PromiseLike<unknown> | undefined;
  #waiting = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The rows that the page looks at. */
  #view = { start: 0, count: 0, follow: false };

  constructor(ports: TracePanelPorts, settings: TracePanelSettings, lineLimit: number) {
    this.#ports = ports;
    this.#settings = settings;
    this.#lineLimit = lineLimit;
    this.store = new TraceStore({ lines: lineLimit, bytes: bytesLimit });
    this.#filtering = new TraceFiltering(this.store, ports);
    this.#filtering.set(settings.filter, null);
  }

  get paused(): boolean {
    return this.#filtering.rows.paused;
  }

  /** Speaks to a page from now on, or to none. A page announces itself by `ready`. */
  connect(post: Post | undefined): void {
    this.#post = post;
    this.#sending = undefined;
    this.#waiting = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  setLineLimit(lines: number): void {
    this.#lineLimit = lines;
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
    this.#filtering.rows.cleared();
    this.#rate.clear();
    this.#runs.dropEnded();
    const { run } = this.#filtering;
    if (run !== null && !this.#runs.byNumber(run)) this.#filtering.set(this.#settings.filter, null);
    this.#changed();
  }

  setPaused(paused: boolean): void {
    if (paused) this.#filtering.rows.pause();
    else this.#filtering.rows.resume();
    this.#changed();
  }

  notice(severity: 'info' | 'warning', text: string): void {
    void this.#post?.({ type: 'notice', severity, text });
  }

  focusFilter(): void {
    void this.#post?.({ type: 'focusFilter' });
  }

  /** The rows that the filter lets through, once it has seen all lines that are there now. */
  async filteredRows(signal: AbortSignal): Promise<RowSnapshot> {
    await this.#filtering.finish(signal);
    return this.#filtering.rows.snapshot();
  }

  receive(message: TraceToHost): void {
    const { generation } = this.#filtering;
    switch (message.type) {
      case 'ready':
        this.#begin();
        break;
      case 'view':
        if (message.generation === generation) this.#look(message);
        break;
      case 'filter':
        this.#filtering.seek(message.active);
        this.#save({ ...this.#settings, filter: message.text });
        this.#filtering.set(message.text, message.run);
        this.#update();
        break;
      case 'pause':
        this.setPaused(message.paused);
        break;
      case 'copy':
        if (message.generation === generation) this.#copy(message.first, message.last);
        break;
      case 'open':
        if (message.generation === generation) this.#open(message.position, message.keepFocus);
        break;
      case 'settings':
        this.#save(message.settings);
        break;
      case 'command':
        this.#ports.command(message.command);
        break;
    }
  }

  #begin(): void {
    const { texts, locale } = this.#ports;
    this.#view = { start: 0, count: 0, follow: false };
    void this.#post?.({ type: 'init', texts, locale, settings: this.#settings });
    this.#update();
  }

  #look(view: { start: number; count: number; follow: boolean }): void {
    this.#view = view;
    const rows = this.#read(view.start, view.count);
    void this.#post?.({ type: 'rows', generation: this.#filtering.generation, rows });
  }

  #save(settings: TracePanelSettings): void {
    this.#settings = settings;
    this.#ports.save(settings);
  }

  /** Something is different: the page hears of it with the next update. */
  readonly #changed = (): void => {
    if (!this.#post || this.#timer !== undefined) return;
    if (this.#sending) {
      this.#waiting = true;
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#update();
    }, updateMs);
  };

  #update(): void {
    if (!this.#post) return;
    this.#filtering.goOn(() => this.#post !== undefined, this.#changed);
    const { rows, generation, problem, run } = this.#filtering;
    const { count, follow } = this.#view;
    const rate = this.#rate.sample(performance.now(), this.store.received);
    const sent = this.#post({
      type: 'status',
      generation,
      first: rows.first,
      end: rows.end,
      lines: this.store.next - this.store.first,
      dropped: this.store.dropped,
      limit: this.#lineLimit,
      lost: this.store.lost.total,
      lostByCpu: this.store.lost.byCpu(),
      rate,
      paused: rows.paused,
      held: rows.held,
      run,
      progress: rows.progress,
      filterProblem: problem,
      runs: this.#runs.infos(),
      rows: follow ? this.#read(rows.end - count, count) : [],
    });
    this.#pace(sent);
    const position = this.#filtering.found();
    if (position !== undefined) void this.#post({ type: 'locate', generation, position });
    // The rate falls to zero by itself when no more lines come.
    if (rate > 0) this.#changed();
  }

  /** At most one status is on its way: a window that went away does not fill this process's memory. */
  #pace(sent: PromiseLike<unknown>): void {
    this.#sending = sent;
    void sent.then(() => {
      if (this.#sending !== sent) return;
      this.#sending = undefined;
      if (!this.#waiting) return;
      this.#waiting = false;
      this.#changed();
    });
  }

  #read(start: number, count: number): TraceRow[] {
    return readRows(this.store, this.#filtering.rows.snapshot(), this.#runs, start, count);
  }

  #copy(first: number, last: number): void {
    const count = last - first + 1;
    if (count > mostCopied) {
      this.#ports.refuseCopy(count, mostCopied);
      return;
    }
    const lines: string[] = [];
    for (let position = first; position <= last; position++) {
      const text = this.#lineAt(position)?.text;
      if (text !== undefined) lines.push(text);
    }
    this.#ports.copy(lines.join('\n'), lines.length);
  }

  #open(position: number, keepFocus: boolean): void {
    const line = this.#lineAt(position);
    const run = line && this.#runs.byNumber(line.run);
    if (run) this.#ports.open(line.text, run, keepFocus);
  }

  #lineAt(position: number): { text: string; run: number } | undefined {
    const sequence = this.#filtering.rows.sequence(position);
    return sequence === undefined ? undefined : this.store.line(sequence);
  }
}
