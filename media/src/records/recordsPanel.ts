/**
 * `<records-panel>`: the page of a map, of events and of global variables. It shows a window on the records that the
 * extension host has, and asks for what comes into sight. It keeps where one reads, the host keeps everything else.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type {
  RecordPanelSettings,
  RecordShape,
  RecordStatus,
  RecordToHost,
  RecordToPage,
} from '#protocol/recordPanel';
import { Announcer } from '../announcer';
import { HostChannel } from '../channel';
import { NoticeKeeper } from '../panel/notice';
import { PlaceKeeper, type Place } from '../panel/place';
import { charWidth } from '../table/charWidth';
import type { DataTable } from '../table/dataTable';
import type { TableHandlers } from '../table/tableHandlers';
import { titleWidth } from '../table/titleWidth';
import type { SortDirection } from '../table/tableColumn';
import type { MenuItem } from '../table/popupMenu';
import type { RowView } from '../table/tableRows';
import { Drawer } from './drawer';
import { emptyState } from './emptyState';
import { EntryActions } from './entryActions';
import { keyOf } from './entryFields';
import { header } from './header';
import { columnsMenu, histogramMenu, rowMenu } from './menus';
import { recordColumns, type RecordTableColumn } from './recordColumns';
import { RecordRows } from './recordRows';
import { setup, type Setup } from './setup';
import { SlowWork } from './slowWork';
import { countText, statusLine } from './statusLine';
import { toolbar, type ToolbarActions } from './toolbar';

const filterDelayMs = 120;

@customElement('records-panel')
export class RecordsPanel extends LitElement {
  readonly #host = new HostChannel<RecordToPage, RecordToHost, Place>((message) => {
    this.#receive(message);
  });
  readonly #post = (message: RecordToHost): void => this.#host.post(message);
  readonly #changed = (): void => this.requestUpdate();
  readonly #rows = new RecordRows(
    (view) => this.#post({ type: 'view', ...view }),
    () => this.#arrange(),
  );
  readonly #place = new PlaceKeeper(this.#host);
  readonly #announcer = new Announcer();
  readonly #notices = new NoticeKeeper(this.#changed);
  readonly #slow = new SlowWork(this.#changed);
  readonly #drawer = new Drawer(this.#post, this.#changed);
  readonly #entries = new EntryActions(this.#post, () => this.querySelector('entry-form'));
  #setup: Setup | undefined;
  #shape: RecordShape | undefined;
  #status: RecordStatus | undefined;
  #columns: RecordTableColumn[] = [];
  #filterTimer: ReturnType<typeof setTimeout> | undefined;
  /** The user asked for other rows, or another order: reading begins at the top. */
  #asked = false;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('keydown', this.#onKey);
    this.#post({ type: 'ready' });
  }

  protected override createRenderRoot(): this {
    return this;
  }

  /** At most once a frame, however many messages come. */
  protected override async scheduleUpdate(): Promise<void> {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    await super.scheduleUpdate();
  }

  protected override render(): TemplateResult | typeof nothing {
    const [setup, shape, status] = [this.#setup, this.#shape, this.#status];
    if (!setup || !shape || !status) return nothing;
    const { texts, settings } = setup;
    const { slow } = this.#slow;
    return html`
      ${header({ texts, shape, ended: status.ended, chooseType: (id) => this.#post({ type: 'recordType', id }) })}
      ${toolbar({ setup, shape, status, slow, histogramShown: this.#drawer.histogram !== null, actions: this.#actions })}
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
          .cellCursor=${true}
        ></data-table>
        ${emptyState(texts, shape, status, () => this.#setFilter(''))}
      </div>
      ${this.#drawer.view(setup, shape, (scale) => this.#showHistogram(this.#drawer.histogram, scale))}
      ${statusLine({ setup, status, slow, notice: this.#notices.notice, resume: () => this.#actions.pause(false) })}
      <popup-menu></popup-menu>
      <entry-form></entry-form>
      ${this.#announcer.region}
    `;
  }

  #receive(message: RecordToPage): void {
    // First, so that what waits for `updateComplete` below waits for this update.
    this.requestUpdate();
    switch (message.type) {
      case 'init':
        this.#setup = setup(message, { charWidth: charWidth(this), titleWidth: titleWidth(this) });
        this.#arrange();
        break;
      case 'shape':
        this.#takeShape(message);
        break;
      case 'status':
        this.#takeStatus(message);
        break;
      case 'rows':
        this.#rows.add(message.generation, message.rows);
        break;
      case 'locate':
        if (message.generation === this.#status?.generation) this.#locate(message.position);
        break;
      case 'histogram':
      case 'series':
      case 'parts':
        this.#drawer.take(message);
        break;
      case 'edited':
        this.#entries.answer(message);
        break;
      case 'notice':
        this.#notices.set(message);
        break;
      case 'focusFilter':
        this.#focusFilter();
        break;
    }
  }

  #takeShape(shape: RecordShape): void {
    const ids = (of: RecordShape | undefined): string => of?.columns.map(({ id }) => id).join('\n') ?? '';
    if (ids(shape) !== ids(this.#shape)) this.#rows.forgetLengths();
    this.#shape = shape;
    this.#rows.changing = shape.kind !== 'events';
    this.#drawer.takeShape(shape);
    this.#arrange();
  }

  #takeStatus(status: RecordStatus): void {
    const before = this.#status;
    this.#status = status;
    this.#slow.note(status.doing);
    if (this.#rows.take(status)) this.#beginAnew(status, before);
    if (status.freshness !== before?.freshness) this.#drawer.refresh(status.generation);
    const sorted = [status, before].map((one) => JSON.stringify(one?.sort ?? null));
    if (sorted[0] !== sorted[1]) this.#arrange();
    const { texts, number } = this.#setup ?? {};
    if (texts && number) this.#announcer.say(countText(texts, status, number));
  }

  #beginAnew(status: RecordStatus, before: RecordStatus | undefined): void {
    this.#table?.selection.clear();
    if (!before) {
      void this.updateComplete.then(() => this.#place.goBack(this.#table, status.generation, this.#follow));
    } else if (this.#asked) this.#table?.scrollToRow(status.first);
    this.#asked = false;
  }

  /** The columns are others now, or their order is. */
  #arrange(): void {
    if (!this.#setup || !this.#shape) return;
    this.#columns = recordColumns(
      this.#shape,
      this.#setup,
      this.#status?.sort ?? null,
      this.#rows.characters,
    );
  }

  #locate(position: number): void {
    this.#actions.follow(false);
    // The table has its new rows only after this element's next update.
    void this.updateComplete.then(() => this.#table?.activate(position));
  }

  /** Rows are not properties of the table: it has to be told that they may be others now. */
  protected override updated(): void {
    this.#table?.requestUpdate();
    // In a narrow window, what was opened last is below what was open before.
    const opened = this.#drawer.takeOpened();
    if (opened) this.querySelector(`.drawer-section.${opened}`)?.scrollIntoView({ block: 'nearest' });
  }

  readonly #row = (position: number): RowView | undefined =>
    this.#setup && this.#rows.view(position, this.#columns, this.#setup.texts);

  readonly #handlers: TableHandlers = {
    view: (start, end) => this.#view(start, end),
    follow: (on) => this.#actions.follow(on),
    open: (position, how, column) => {
      if (how === 'go') this.#open(position, column);
    },
    copy: (first, last) => this.#at((generation) => this.#post({ type: 'copy', generation, first, last })),
    resize: (column, width) => this.#resize(column, width),
    menu: (position, column, x, y) => this.#openRowMenu(position, column, x, y),
    sort: (column, to) => this.#sort(column, to),
    link: (position, column) => this.#followLink(position, column),
    edit: (position, column) => this.#edit(position, column),
    remove: (first, last) => this.#remove(first, last),
  };

  readonly #actions: ToolbarActions = {
    filter: (text) => this.#setFilter(text),
    toTable: () => this.#table?.focus(),
    pause: (paused) => this.#post({ type: 'pause', paused }),
    follow: (follow) => {
      const settings = this.#setup?.settings;
      if (settings && this.#shape?.kind === 'events' && settings.follow !== follow) {
        this.#change({ ...settings, follow });
      }
    },
    clear: () => this.#post({ type: 'clear' }),
    interval: (interval) => {
      if (this.#setup) this.#change({ ...this.#setup.settings, interval });
      this.#post({ type: 'interval', milliseconds: interval });
    },
    refresh: () => this.#post({ type: 'refresh' }),
    stop: () => this.#post({ type: 'stop' }),
    add: () => {
      if (this.#shape && this.#setup) this.#entries.add(this.#shape, this.#setup.texts);
    },
    export: () => this.#post({ type: 'export' }),
    histogram: (button) => this.#toggleHistogram(button),
    columns: (button) => {
      this.#openMenu(button, (setup, shape) =>
        columnsMenu(setup.texts, shape, setup.settings, (settings) => this.#change(settings)),
      );
    },
  };

  #view(start: number, end: number): void {
    if (!this.#status) return;
    this.#rows.look(start, end, this.#follow);
    this.#place.note(this.#table, () => this.#status?.generation);
  }

  /** Whether the newest rows are shown as they come: only events have a newest. */
  get #follow(): boolean {
    const events = this.#shape?.kind === 'events' && this.#status?.sort === null;
    return events && this.#setup?.settings.follow === true && !this.#status?.paused;
  }

  #setFilter(text: string): void {
    if (!this.#setup) return;
    this.#setup.settings = { ...this.#setup.settings, filter: text };
    clearTimeout(this.#filterTimer);
    this.#filterTimer = setTimeout(() => {
      this.#asked = true;
      this.#post({ type: 'filter', text, active: this.#table?.selection.active ?? null });
    }, filterDelayMs);
    this.requestUpdate();
  }

  #sort(column: string, to: SortDirection): void {
    const active = this.#table?.selection.active ?? null;
    const direction = to === 'none' ? 'up' : to;
    this.#asked = true;
    this.#post({ type: 'sort', column: to === 'none' ? null : column, direction, active });
  }

  #change(settings: RecordPanelSettings): void {
    if (!this.#setup) return;
    this.#setup.settings = settings;
    this.#arrange();
    this.#post({ type: 'settings', settings });
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

  /** Enter: goes where the cell leads, or else does what one does most with an entry. */
  #open(position: number, column: string | undefined): void {
    if (column !== undefined && this.#followLink(position, column)) return;
    if (this.#shape?.can.edit) this.#edit(position, column);
    else if (this.#shape?.can.parts) this.#showParts(position);
  }

  /** False when the cell leads nowhere. */
  #followLink(position: number, column: string): boolean {
    if (!this.#cell(position, column)?.column.link || this.#cell(position, column)?.text === '') return false;
    this.#at((generation) => this.#post({ type: 'follow', generation, position, column }));
    return true;
  }

  #edit(position: number, column: string | undefined): void {
    const row = this.#rows.get(position);
    const [setup, shape] = [this.#setup, this.#shape];
    if (!row || !setup || !shape?.can.edit) return;
    this.#entries.edit(shape, setup.texts, row, column);
  }

  #remove(first: number, last: number): void {
    if (!this.#shape?.can.remove) return;
    this.#at((generation) => this.#post({ type: 'remove', generation, first, last }));
  }

  #showParts(position: number): void {
    const row = this.#rows.get(position);
    const shape = this.#shape;
    if (!row || !shape) return;
    const entry = keyOf(shape, row).join(' ');
    this.#at((generation) => this.#drawer.showParts({ generation, position }, entry));
  }

  #toggleHistogram(button: HTMLElement): void {
    const [first, second] = this.#shape?.histograms ?? [];
    if (!second) {
      this.#showHistogram(this.#drawer.histogram === null ? (first?.column ?? null) : null);
      return;
    }
    this.#openMenu(button, ({ texts }, shape) =>
      histogramMenu(texts, shape, this.#drawer.histogram, (column) => this.#showHistogram(column)),
    );
  }

  #showHistogram(column: string | null, scale = this.#setup?.settings.histogramScale ?? 'log2'): void {
    if (this.#setup && this.#setup.settings.histogramScale !== scale) {
      this.#change({ ...this.#setup.settings, histogramScale: scale });
    }
    this.#drawer.showHistogram(
      this.#shape?.histograms.find((one) => one.column === column),
      scale,
    );
  }

  #openMenu(button: HTMLElement, items: (setup: Setup, shape: RecordShape) => MenuItem[]): void {
    const { left, bottom } = button.getBoundingClientRect();
    this.querySelector('popup-menu')?.open(left, bottom + 2, () =>
      this.#setup && this.#shape ? items(this.#setup, this.#shape) : [],
    );
  }

  #openRowMenu(position: number, id: string | undefined, x: number, y: number): void {
    const [setup, shape] = [this.#setup, this.#shape];
    if (!setup || !shape || this.#rows.get(position)?.whole !== undefined) return;
    const range = this.#table?.selection.range ?? { first: position, last: position };
    const cell = id === undefined ? undefined : this.#cell(position, id);
    const items = (): MenuItem[] =>
      rowMenu(
        { texts: setup.texts, shape, filter: setup.settings.filter, cell },
        {
          copyRows: () => this.#handlers.copy(range.first, range.last),
          copyCell: (column) =>
            this.#at((generation) => this.#post({ type: 'copyCell', generation, position, column })),
          filter: (text) => this.#setFilter(text),
          edit: (column) => this.#edit(position, column),
          remove: () => this.#remove(range.first, range.last),
          parts: () => this.#showParts(position),
          follow: (column) => this.#followLink(position, column),
          draw: (column) =>
            this.#at((generation) => this.#drawer.showChart({ generation, position }, column)),
          format: (column, format) => this.#post({ type: 'format', column, format }),
        },
      );
    this.querySelector('popup-menu')?.open(x, y, items);
  }

  #cell(position: number, id: string): { column: RecordShape['columns'][number]; text: string } | undefined {
    const index = this.#shape?.columns.findIndex((column) => column.id === id) ?? -1;
    const column = this.#shape?.columns[index];
    return column && { column, text: this.#rows.get(position)?.cells[index] ?? '' };
  }

  /** Positions mean something only among the rows of one generation. */
  #at(act: (generation: number) => void): void {
    if (this.#status) act(this.#status.generation);
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (this.querySelector('dialog')) return;
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

declare global {
  interface HTMLElementTagNameMap {
    'records-panel': RecordsPanel;
  }
}
