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
import { PacedPage, type Post } from '../webview/pacedPage';

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

const mostCopied = 200_000;
const bytesLimit = 256 * 1024 * 1024;

export class TracePanelController {
  readonly store: TraceStore;
  readonly #ports: TracePanelPorts;
  readonly #filtering: TraceFiltering;
  readonly #runs = new TraceRuns();
  readonly #rate = new LineRate();
  #settings: TracePanelSettings;
  #lineLimit: number;
  readonly #page = new PacedPage<TraceToPage>(() => this.#update());
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
  connect(post: Post<TraceToPage> | undefined): void {
    this.#page.connect(post);
  }

  setLineLimit(lines: number): void {
    this.#lineLimit = lines;
    this.store.setLimits({ lines, bytes: bytesLimit });
    this.#page.changed();
  }

  beginRun(run: { id: string; label: string; sourceFile: string }): void {
    this.#runs.begin(run);
    this.#page.changed();
  }

  setSource(id: string, source: TraceSource): void {
    const run = this.#runs.find(id);
    if (run) run.source = source;
    this.#page.changed();
  }

  endRun(id: string): void {
    this.#runs.end(id);
    this.#page.changed();
  }

  append(id: string, text: string): void {
    const run = this.#runs.find(id);
    if (!run) return;
    this.#runs.noteStart(run, text);
    this.store.append(run.number, text);
    this.#page.changed();
  }

  clear(): void {
    this.store.clear();
    this.#filtering.rows.cleared();
    this.#rate.clear();
    this.#runs.dropEnded();
    const { run } = this.#filtering;
    if (run !== null && !this.#runs.byNumber(run)) this.#filtering.set(this.#settings.filter, null);
    this.#page.changed();
  }

  setPaused(paused: boolean): void {
    if (paused) this.#filtering.rows.pause();
    else this.#filtering.rows.resume();
    this.#page.changed();
  }

  notice(severity: 'info' | 'warning', text: string): void {
    this.#page.tell({ type: 'notice', severity, text });
  }

  focusFilter(): void {
    this.#page.tell({ type: 'focusFilter' });
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
    this.#page.tell({ type: 'init', texts, locale, settings: this.#settings });
    this.#update();
  }

  #look(view: { start: number; count: number; follow: boolean }): void {
    this.#view = view;
    const rows = this.#read(view.start, view.count);
    this.#page.tell({ type: 'rows', generation: this.#filtering.generation, rows });
  }

  #save(settings: TracePanelSettings): void {
    this.#settings = settings;
    this.#ports.save(settings);
  }

  #update(): void {
    if (!this.#page.connected) return;
    this.#filtering.goOn(() => this.#page.connected, this.#page.changed);
    const { rows, generation, problem, run } = this.#filtering;
    const { count, follow } = this.#view;
    const rate = this.#rate.sample(performance.now(), this.store.received);
    this.#page.status({
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
    const position = this.#filtering.found();
    if (position !== undefined) this.#page.tell({ type: 'locate', generation, position });
    // The rate falls to zero by itself when no more lines come.
    if (rate > 0) this.#page.changed();
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
