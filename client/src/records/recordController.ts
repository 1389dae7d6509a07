/**
 * The host's side of a panel of records, without the editor: tells the page what its view has, at most every 50 ms,
 * and never more than one status ahead of it. Everything that needs the editor is a port.
 */
import type { RecordPanelSettings, RecordTexts, RecordToHost, RecordToPage } from '#protocol/recordPanel';
import type { Disposable } from '#targets/scope';
import type { RecordView } from './recordView';

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

const updateMs = 50;
/** How long filtering and sorting may hold up the extension host at a time. */
const stepMs = 12;
const mostCopied = 200_000;

export type Post = (message: RecordToPage) => PromiseLike<unknown>;

export class RecordController implements Disposable {
  #post: Post | undefined;
  #sending: PromiseLike<unknown> | undefined;
  #waiting = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
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
        this.#changed();
      }),
      view.messages.on((message) => void this.#post?.(message)),
    ];
    if (settings.filter !== '') view.setFilter(settings.filter, null);
  }

  /** Speaks to a page from now on, or to none. A page announces itself by `ready`. */
  connect(post: Post | undefined): void {
    this.#post = post;
    this.#sending = undefined;
    this.#waiting = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  notice(severity: 'info' | 'warning', text: string): void {
    void this.#post?.({ type: 'notice', severity, text });
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
    void this.#post?.({ type: 'init', texts, locale, settings: this.settings });
    this.#tellShape();
    this.#update();
  }

  #tellShape(): void {
    void this.#post?.({ type: 'shape', ...this.view.shape });
  }

  #look(looked: { start: number; count: number; follow: boolean }): void {
    this.#looked = looked;
    const rows = this.view.rows(looked.start, looked.count);
    void this.#post?.({ type: 'rows', generation: this.view.generation, rows });
  }

  #save(settings: RecordPanelSettings): void {
    this.settings = settings;
    this.ports.save(settings);
  }

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
    this.#goOn();
    const { view } = this;
    const { start, count, follow } = this.#looked;
    const { status, generation } = view;
    const from = follow ? status.end - count : start;
    const sent = this.#post({ type: 'status', generation, ...status, rows: view.rows(from, count) });
    this.#pace(sent);
    const position = view.found();
    if (position !== undefined) void this.#post({ type: 'locate', generation, position });
    // The rate falls to zero by itself when nothing more comes.
    if (status.rate > 0) this.#changed();
  }

  /** Filtering and sorting in steps, while anybody looks. */
  #goOn(): void {
    if (this.#working || !this.#post) return;
    const until = performance.now() + stepMs;
    if (this.view.advance(() => performance.now() >= until)) return;
    this.#working = true;
    this.ports.soon(() => {
      this.#working = false;
      this.#goOn();
      this.#changed();
    });
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
