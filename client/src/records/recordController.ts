/**
 * The host's side of a panel of records, without the editor: tells the page what its view has, at most every 50 ms,
 * and never more than one status ahead of it. Everything that needs the editor is a port.
 */
import type { RecordPanelSettings, RecordTexts, RecordToHost, RecordToPage } from '#protocol/recordPanel';
import type { Disposable } from '#targets/scope';
import type { RecordView } from './recordView';
import { PacedPage, type Post } from '../webview/pacedPage';

export interface RecordPorts {
  locale: string;
  texts: RecordTexts;
  copy(text: string, rows: number): void;
  /** Too many rows were selected for the clipboard. */
  refuseCopy(rows: number, most: number): void;
  export(): void;
  save(settings: RecordPanelSettings): void;
  /** Calls back when this process had time for others. */
  soon(work: () => void): void;
}

/** How long filtering and sorting may hold up the extension host at a time. */
const stepMs = 12;
const mostCopied = 200_000;

export class RecordController implements Disposable {
  readonly #page = new PacedPage<RecordToPage>(() => this.#update());
  #working = false;
  #looked = { start: 0, count: 0, follow: false };
  readonly #listening: Disposable[];

  constructor(
    readonly view: RecordView,
    private readonly ports: RecordPorts,
    private settings: RecordPanelSettings,
  ) {
    this.#listening = [
      view.changed.on((what) => {
        if (what === 'shape') this.#tellShape();
        this.#page.changed();
      }),
      view.messages.on((message) => this.#page.tell(message)),
    ];
    if (settings.filter !== '') view.setFilter(settings.filter, null);
  }

  /** Speaks to a page from now on, or to none. A page announces itself by `ready`. */
  connect(post: Post<RecordToPage> | undefined): void {
    this.#page.connect(post);
  }

  notice(severity: 'info' | 'warning', text: string): void {
    this.#page.tell({ type: 'notice', severity, text });
  }

  dispose(): void {
    this.connect(undefined);
    for (const each of this.#listening) each.dispose();
  }

  receive(message: RecordToHost): void {
    const { view } = this;
    switch (message.type) {
      case 'ready':
        this.#begin();
        return;
      case 'view':
        if (message.generation === view.generation) this.#look(message);
        return;
      case 'filter':
        this.#save({ ...this.settings, filter: message.text });
        view.setFilter(message.text, message.active);
        this.#update();
        return;
      case 'sort': {
        const { column, direction, active } = message;
        view.setSort(column === null ? null : { column, direction }, active);
        this.#update();
        return;
      }
      case 'copy':
        if (message.generation === view.generation) this.#copy(message.first, message.last);
        return;
      case 'copyCell':
        if (message.generation === view.generation) this.#copyCell(message.position, message.column);
        return;
      case 'export':
        this.ports.export();
        return;
      case 'settings':
        this.#save(message.settings);
        return;
      default:
        // Positions of a generation that is gone mean other rows now.
        if ('generation' in message && message.generation !== view.generation) return;
        view.act(message);
    }
  }

  #begin(): void {
    const { texts, locale } = this.ports;
    this.#looked = { start: 0, count: 0, follow: false };
    this.#page.tell({ type: 'init', texts, locale, settings: this.settings });
    this.#tellShape();
    this.#update();
  }

  #tellShape(): void {
    this.#page.tell({ type: 'shape', ...this.view.shape });
  }

  #look(looked: { start: number; count: number; follow: boolean }): void {
    this.#looked = looked;
    const rows = this.view.rows(looked.start, looked.count);
    this.#page.tell({ type: 'rows', generation: this.view.generation, rows });
  }

  #save(settings: RecordPanelSettings): void {
    this.settings = settings;
    this.ports.save(settings);
  }

  #update(): void {
    if (!this.#page.connected) return;
    this.#goOn();
    const { view } = this;
    const { start, count, follow } = this.#looked;
    const { status, generation } = view;
    const from = follow ? status.end - count : start;
    this.#page.status({ type: 'status', generation, ...status, rows: view.rows(from, count) });
    const position = view.found();
    if (position !== undefined) this.#page.tell({ type: 'locate', generation, position });
    // The rate falls to zero by itself when nothing more comes.
    if (status.rate > 0) this.#page.changed();
  }

  /** Filtering and sorting in steps, while anybody looks. */
  #goOn(): void {
    if (this.#working || !this.#page.connected) return;
    const until = performance.now() + stepMs;
    if (this.view.advance(() => performance.now() >= until)) return;
    this.#working = true;
    this.ports.soon(() => {
      this.#working = false;
      this.#goOn();
      this.#page.changed();
    });
  }

  #copy(first: number, last: number): void {
    const count = last - first + 1;
    if (count > mostCopied) {
      this.ports.refuseCopy(count, mostCopied);
      return;
    }
    const lines = this.view.rows(first, count).map(({ cells, whole }) => whole ?? cells.join('\t'));
    this.ports.copy(lines.join('\n'), lines.length);
  }

  #copyCell(position: number, column: string): void {
    const index = this.view.shape.columns.findIndex(({ id }) => id === column);
    const text = this.view.rows(position, 1)[0]?.cells[index];
    if (text !== undefined) this.ports.copy(text, 1);
  }
}
