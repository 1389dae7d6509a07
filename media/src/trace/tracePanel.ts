/**
 * `<trace-panel>`: the page of the Trace view. It shows a window on the lines that the extension host has, and asks
 * for what comes into sight. It keeps where one reads, the host keeps everything else.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type {
  TracePanelSettings,
  TraceRow,
  TraceStatus,
  TraceTexts,
  TraceToHost,
  TraceToPage,
} from '#protocol/tracePanel';
import { HostChannel } from '../channel';
import { Announcer } from '../announcer';
import { NoticeKeeper } from '../panel/notice';
import { PlaceKeeper, type Place } from '../panel/place';
import { RowWindow } from '../panel/rowWindow';
import type { DataTable } from '../table/dataTable';
import type { TableHandlers } from '../table/tableHandlers';
import { charWidth } from '../table/charWidth';
import type { RowView } from '../table/tableRows';
import { emptyState } from './emptyState';
import { columnsMenu, rowMenu } from './menus';
import { countText, statusLine } from './statusLine';
import { toolbar } from './toolbar';
import { rowView, traceColumns, type RowContext, type TraceTableColumn } from './traceColumns';

interface Setup {
  texts: TraceTexts;
  settings: TracePanelSettings;
  number: (value: number) => string;
  charWidth: number;
}

const filterDelayMs = 120;

@customElement('trace-panel')
export class TracePanel extends LitElement {
  readonly #host = new HostChannel<TraceToPage, TraceToHost, Place>((message) => {
    this.#receive(message);
  });
  readonly #rows = new RowWindow<TraceRow>((view) => this.#host.post({ type: 'view', ...view }));
  readonly #place = new PlaceKeeper(this.#host);
  readonly #announcer = new Announcer();
  readonly #notices = new NoticeKeeper(() => this.requestUpdate());
  #setup: Setup | undefined;
  #status: TraceStatus | undefined;
  #columns: TraceTableColumn[] = [];
  #filterTimer: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('keydown', this.#onKey);
    this.#host.post({ type: 'ready' });
  }

  protected override createRenderRoot(): this {
    return this;
  }

  protected override render(): TemplateResult | typeof nothing {
    const setup = this.#setup;
    const status = this.#status;
    if (!setup || !status) return nothing;
    const { texts, settings, number } = setup;
    const empty = emptyState(texts, status, {
      run: () => this.#host.post({ type: 'command', command: 'run' }),
      clearFilter: () => this.#setFilter(''),
    });
    return html`
      ${toolbar(texts, settings, status, {
        filter: (text) => this.#setFilter(text),
        run: (run) => this.#sendFilter(run),
        pause: (paused) => this.#host.post({ type: 'pause', paused }),
        follow: (on) => this.#setFollow(on),
        columns: (button) => this.#openColumns(button),
        toTable: () => this.#table?.focus(),
      })}
      <div class="panel-rows">
        <data-table
          .columns=${this.#columns}
          .widths=${settings.widths}
          .first=${status.first}
          .end=${status.end}
          .follow=${this.#follow}
          .label=${texts.tableLabel}
          .row=${this.#row}
          .handlers=${this.#handlers}
        ></data-table>
        ${empty}
      </div>
      ${statusLine({ texts, status, number, notice: this.#notices.notice, resume: () => this.#host.post({ type: 'pause', paused: false }) })}
      <popup-menu></popup-menu>
      ${this.#announcer.region}
    `;
  }

  #receive(message: TraceToPage): void {
    // First, so that what waits for `updateComplete` below waits for this update.
    this.requestUpdate();
    switch (message.type) {
      case 'init': {
        const { texts, settings } = message;
        const format = new Intl.NumberFormat(message.locale);
        this.#setup = {
          texts,
          settings,
          number: (value) => format.format(value),
          charWidth: charWidth(this),
        };
        this.#columns = traceColumns(texts, settings, this.#setup.charWidth);
        break;
      }
      case 'status':
        this.#takeStatus(message);
        break;
      case 'rows':
        this.#rows.add(message.generation, message.rows);
        break;
      case 'locate':
        if (message.generation === this.#status?.generation) this.#locate(message.position);
        break;
      case 'notice':
        this.#notices.set(message);
        break;
      case 'focusFilter':
        this.#focusFilter();
        break;
    }
  }

  #takeStatus(status: TraceStatus): void {
    const before = this.#status;
    this.#status = status;
    if (this.#rows.take(status)) {
      this.#table?.selection.clear();
      if (before) this.#table?.scrollToRow(status.first);
      else
        void this.updateComplete.then(() => this.#place.goBack(this.#table, status.generation, this.#follow));
    }
    const { texts, number } = this.#setup ?? {};
    if (texts && number) this.#announcer.say(countText(texts, status, number));
  }

  #locate(position: number): void {
    this.#setFollow(false);
    // The table has its new rows only after this element's next update.
    void this.updateComplete.then(() => this.#table?.activate(position));
  }

  /** Rows are not properties of the table: it has to be told that they may be others now. */
  protected override updated(): void {
    this.#table?.requestUpdate();
  }

  readonly #row = (position: number): RowView | undefined => {
    const row = this.#rows.get(position);
    const setup = this.#setup;
    if (!row || !setup) return undefined;
    const context: RowContext = {
      texts: setup.texts,
      number: setup.number,
      time: setup.settings.time,
      runLabel: (run) => this.#status?.runs.find((one) => one.run === run)?.label ?? String(run),
    };
    return rowView(row, this.#columns, context);
  };

  readonly #handlers: TableHandlers = {
    view: (start, end) => this.#view(start, end),
    follow: (on) => this.#setFollow(on),
    open: (position, how) => this.#open(position, how === 'peek'),
    copy: (first, last) => this.#copy(first, last),
    resize: (column, width) => this.#resize(column, width),
    menu: (position, _column, x, y) => this.#openRowMenu(position, x, y),
  };

  #view(start: number, end: number): void {
    if (!this.#status) return;
    this.#rows.look(start, end, this.#follow);
    this.#place.note(this.#table, () => this.#status?.generation);
  }

  /** Whether the newest rows are shown as they come. */
  get #follow(): boolean {
    return this.#setup?.settings.follow === true && this.#status?.paused !== true;
  }

  #setFilter(text: string): void {
    if (!this.#setup) return;
    this.#setup.settings = { ...this.#setup.settings, filter: text };
    clearTimeout(this.#filterTimer);
    this.#filterTimer = setTimeout(() => this.#sendFilter(this.#status?.run ?? null), filterDelayMs);
    this.requestUpdate();
  }

  #sendFilter(run: number | null): void {
    clearTimeout(this.#filterTimer);
    const text = this.#setup?.settings.filter ?? '';
    this.#host.post({ type: 'filter', text, run, active: this.#table?.selection.active ?? null });
  }

  #setFollow(follow: boolean): void {
    if (this.#setup && this.#setup.settings.follow !== follow) {
      this.#change({ ...this.#setup.settings, follow });
    }
  }

  #change(settings: TracePanelSettings): void {
    if (!this.#setup) return;
    this.#setup.settings = settings;
    this.#columns = traceColumns(this.#setup.texts, settings, this.#setup.charWidth);
    this.#host.post({ type: 'settings', settings });
    this.requestUpdate();
  }

  #resize(column: string, width: number | undefined): void {
    const settings = this.#setup?.settings;
    if (!settings) return;
    const others = Object.entries(settings.widths).filter(([id]) => id !== column);
    this.#change({
      ...settings,
      widths: Object.fromEntries(width === undefined ? others : [...others, [column, width]]),
    });
  }

  #open(position: number, keepFocus: boolean): void {
    const { generation } = this.#status ?? {};
    if (generation !== undefined) this.#host.post({ type: 'open', generation, position, keepFocus });
  }

  #copy(first: number, last: number): void {
    const { generation } = this.#status ?? {};
    if (generation !== undefined) this.#host.post({ type: 'copy', generation, first, last });
  }

  #openColumns(button: HTMLElement): void {
    const { left, bottom } = button.getBoundingClientRect();
    this.querySelector('popup-menu')?.open(left, bottom + 2, () => {
      const setup = this.#setup;
      return setup ? columnsMenu(setup.texts, setup.settings, (settings) => this.#change(settings)) : [];
    });
  }

  #openRowMenu(position: number, x: number, y: number): void {
    const row = this.#rows.get(position);
    const setup = this.#setup;
    if (!row || !setup) return;
    const range = this.#table?.selection.range ?? { first: position, last: position };
    const items = rowMenu(setup.texts, setup.settings.filter, row, {
      open: () => this.#open(position, false),
      copy: () => this.#copy(range.first, range.last),
      filter: (text) => this.#setFilter(text),
    });
    this.querySelector('popup-menu')?.open(x, y, () => items);
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key === 'f') {
      event.preventDefault();
      this.#focusFilter();
    } else if (event.key === 'Escape' && !event.defaultPrevented && this.#setup?.settings.filter) {
      this.#setFilter('');
    }
  };

  #focusFilter(): void {
    this.querySelector('vscode-textfield')?.focus();
  }

  get #table(): DataTable | null {
    return this.querySelector('data-table');
  }
}
