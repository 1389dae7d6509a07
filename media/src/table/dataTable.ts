/**
 * `<data-table>`: a table of any number of rows, of which only those in sight exist as elements. It knows positions
 * and how to move among them; what a row says it asks for by `row`, and what is to be done it tells by `handlers`.
 * Renders into its own element, so that the theme's style sheet and icons reach it.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { styleMap } from 'lit/directives/style-map.js';
import { CellCursor, showCell } from './cellCursor';
import { columnHeader } from './columnHeader';
import { RowKeys } from './rowKeys';
import { RowSelection } from './rowSelection';
import { ScrollModel } from './scrollModel';
import { gridTemplate, type TableColumn } from './tableColumn';
import type { TableHandlers } from './tableHandlers';
import { tableAction, type TableAction } from './tableKeys';
import { activeCellId, cellAt, rowId, tableRows, type RowView } from './tableRows';

/** As in the editor's own lists. */
const rowHeight = 22;
const overscan = 12;
/** So long after the last movement nobody is scrolling any more. */
const settleMs = 150;

@customElement('data-table')
export class DataTable extends LitElement {
  @property({ attribute: false }) columns: readonly TableColumn[] = [];
  @property({ attribute: false }) widths: Readonly<Record<string, number>> = {};
  @property({ attribute: false }) first = 0;
  @property({ attribute: false }) end = 0;
  @property({ attribute: false }) follow = false;
  @property({ attribute: false }) label = '';
  /** Left and right move among the cells of the active row. */
  @property({ attribute: false }) cellCursor = false;
  @property({ attribute: false }) row: (position: number) => RowView | undefined = () => undefined;
  @property({ attribute: false }) handlers: TableHandlers | undefined;

  readonly selection = new RowSelection();
  readonly #cell = new CellCursor();
  readonly #scroll = new ScrollModel(rowHeight);
  readonly #keys = new RowKeys();
  #settleTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #resized = new ResizeObserver(() => {
    this.#measure();
    this.requestUpdate();
  });

  /** Position of the row at the top edge. */
  get top(): number {
    return this.#scroll.top;
  }

  /** The column that the keyboard is on; undefined when it is on whole rows. */
  get activeColumn(): string | undefined {
    return this.columns[this.#cell.index(this.columns) ?? -1]?.id;
  }

  scrollToRow(position: number): void {
    this.#scroll.setRows(this.first, this.end);
    this.#scroll.scrollTo(position);
    this.requestUpdate();
  }

  /** Puts the keyboard on a row and shows it, in the middle when it was out of sight. */
  activate(position: number): void {
    this.#scroll.setRows(this.first, this.end);
    this.selection.set(position);
    const { top, page } = this.#scroll;
    if (position < top || position + 1 > top + page) this.#scroll.scrollTo(position - page / 2);
    this.requestUpdate();
  }

  override focus(): void {
    this.#scroller?.focus();
  }

  protected override createRenderRoot(): this {
    return this;
  }

  /** At most once a frame, however often something changes. */
  protected override async scheduleUpdate(): Promise<void> {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    await super.scheduleUpdate();
  }

  protected override firstUpdated(): void {
    // The head grows when its columns come in groups.
    for (const element of [this.#scroller, this.querySelector('.table-head')]) {
      if (element) this.#resized.observe(element);
    }
    this.#measure();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
    clearTimeout(this.#settleTimer);
  }

  protected override render(): TemplateResult {
    const { selection, columns, first, end } = this;
    this.#scroll.setRows(first, end);
    selection.clamp(first, end);
    if (this.follow) this.#scroll.scrollTo(this.#scroll.lastTop);
    const range = this.#scroll.range(overscan);
    const shift = this.#keys.shift(range.start, range.end - range.start);
    const { active } = selection;
    const inSight = active !== undefined && active >= range.start && active < range.end;
    const activeColumn = this.#cell.index(columns);
    const activeId = activeColumn === undefined ? rowId(active ?? 0) : activeCellId;
    return html`<div
      class="table-scroller"
      role="grid"
      tabindex="0"
      aria-label=${this.label}
      aria-rowcount=${end - first + 1}
      aria-colcount=${columns.length}
      aria-multiselectable="true"
      aria-activedescendant=${inSight ? activeId : nothing}
      style=${styleMap({ '--table-columns': gridTemplate(columns, this.widths) })}
      @scroll=${this.#onScroll}
      @keydown=${this.#onKey}
    >
      <div class="table-head" role="rowgroup">
        ${columnHeader({
          columns,
          widths: this.widths,
          resize: (column, width) => this.handlers?.resize(column.id, width),
          sort: (column, to) => this.handlers?.sort?.(column.id, to),
        })}
      </div>
      <div class="table-body" role="rowgroup" style=${styleMap({ height: `${this.#scroll.height}px` })}>
        <div
          class="table-layer"
          role="presentation"
          style=${styleMap({ top: `${this.#scroll.offset(range.start)}px` })}
          @mousedown=${this.#onPress}
          @click=${this.#onClick}
          @dblclick=${this.#onDoubleClick}
          @contextmenu=${this.#onMenu}
        >
          ${tableRows({ ...range, shift, first, columns, selection, activeColumn, row: this.row })}
        </div>
      </div>
    </div>`;
  }

  protected override updated(): void {
    if (this.#settleTimer === undefined) this.#settle();
    const { start, end } = this.#scroll.range(overscan);
    this.handlers?.view(start, end);
  }

  get #scroller(): HTMLElement | null {
    return this.querySelector('.table-scroller');
  }

  #measure(): void {
    const head = this.querySelector('.table-head');
    this.#scroll.setViewport((this.#scroller?.clientHeight ?? 0) - (head?.clientHeight ?? 0));
  }

  #settle(): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    const native = this.#scroll.settle();
    if (Math.abs(scroller.scrollTop - native) < 1) return;
    scroller.scrollTop = native;
    this.querySelector<HTMLElement>('.table-layer')?.style.setProperty(
      'top',
      `${this.#scroll.offset(this.#scroll.range(overscan).start)}px`,
    );
  }

  readonly #onScroll = (): void => {
    const native = this.#scroller?.scrollTop ?? 0;
    // What `settle` set comes back as an event, too.
    if (Math.abs(native - this.#scroll.native) < 1) return;
    this.#scroll.scrolled(native);
    clearTimeout(this.#settleTimer);
    this.#settleTimer = setTimeout(() => {
      this.#settleTimer = undefined;
      this.#settle();
    }, settleMs);
    if (this.#scroll.stuck) this.#settle();
    if (this.follow !== this.#scroll.atEnd) this.handlers?.follow(this.#scroll.atEnd);
    this.requestUpdate();
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.target !== this.#scroller) return;
    const active = this.selection.active ?? Math.ceil(this.#scroll.top);
    const action = tableAction(event, active, Math.max(1, Math.floor(this.#scroll.page) - 1));
    if (!action || !this.#isMeant(action)) return;
    event.preventDefault();
    event.stopPropagation();
    this.#act(action, active);
    this.requestUpdate();
  };

  /** Keys that mean nothing in this table are left to others. */
  #isMeant({ kind }: TableAction): boolean {
    if (kind === 'clearSelection') return this.selection.range !== undefined;
    if (kind === 'column') return this.cellCursor;
    if (kind === 'edit' || kind === 'remove') return this.handlers?.[kind] !== undefined;
    return true;
  }

  #act(action: TableAction, active: number): void {
    const { selection } = this;
    switch (action.kind) {
      case 'move':
        // The first arrow only shows where the keyboard is.
        this.#moveTo(selection.active === undefined ? active : action.to, action.extend);
        break;
      case 'first':
        this.#moveTo(this.first, action.extend);
        break;
      case 'last':
        this.#moveTo(this.end - 1, action.extend);
        if (!action.extend) this.handlers?.follow(true);
        break;
      case 'selectAll':
        if (this.end > this.first) selection.setRange(this.first, this.end - 1);
        break;
      case 'copy':
        if (selection.range) this.handlers?.copy(selection.range.first, selection.range.last);
        break;
      case 'open':
        if (selection.active !== undefined) {
          this.handlers?.open(selection.active, 'go', this.activeColumn);
        }
        break;
      case 'column':
        this.#moveColumn(active, action.step);
        break;
      case 'edit':
        if (selection.active !== undefined) this.handlers?.edit?.(selection.active, this.activeColumn);
        break;
      case 'remove':
        if (selection.range) this.handlers?.remove?.(selection.range.first, selection.range.last);
        break;
      case 'menu':
        this.#menuAtActive();
        break;
      case 'clearSelection':
        selection.clear();
        break;
    }
  }

  #moveTo(position: number, extend: boolean): void {
    if (this.end <= this.first) return;
    const to = Math.max(this.first, Math.min(position, this.end - 1));
    if (extend) this.selection.extend(to);
    else this.selection.set(to);
    if (this.follow) this.handlers?.follow(false);
    this.#scroll.reveal(to);
  }

  #moveColumn(active: number, step: -1 | 1): void {
    this.#cell.move(this.columns, step);
    if (this.selection.active === undefined) this.#moveTo(active, false);
    this.requestUpdate();
    void this.updateComplete.then(() => {
      const cell = this.querySelector<HTMLElement>(`#${activeCellId}`);
      if (cell && this.#scroller) showCell(cell, this.#scroller);
    });
  }

  readonly #onPress = (event: MouseEvent): void => {
    const at = cellAt(event);
    if (!at || event.button !== 0) return;
    if (event.shiftKey) this.selection.extend(at.position);
    else this.selection.set(at.position);
    if (this.cellCursor) this.#cell.set(at.column);
    // A row that one points at must stay under the pointer.
    if (this.follow) this.handlers?.follow(false);
    this.requestUpdate();
  };

  readonly #onClick = (event: MouseEvent): void => {
    const at = cellAt(event);
    if (!at || event.shiftKey) return;
    const onLink = event.target instanceof Element && event.target.closest('.table-link') !== null;
    if (onLink && at.column !== undefined) this.handlers?.link?.(at.position, at.column);
    else this.handlers?.open(at.position, 'peek', at.column);
  };

  readonly #onDoubleClick = (event: MouseEvent): void => {
    const at = cellAt(event);
    if (at) this.handlers?.edit?.(at.position, at.column);
  };

  readonly #onMenu = (event: MouseEvent): void => {
    const at = cellAt(event);
    if (!at) return;
    event.preventDefault();
    if (!this.selection.has(at.position)) this.selection.set(at.position);
    if (this.cellCursor) this.#cell.set(at.column);
    this.handlers?.menu(at.position, at.column, event.clientX, event.clientY);
    this.requestUpdate();
  };

  #menuAtActive(): void {
    const { active } = this.selection;
    const row = active === undefined ? null : this.querySelector(`#${rowId(active)}`);
    if (active === undefined || !row) return;
    const { left, bottom } = (row.querySelector(`#${activeCellId}`) ?? row).getBoundingClientRect();
    this.handlers?.menu(active, this.activeColumn, left + rowHeight, bottom);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'data-table': DataTable;
  }
}
