/** The table's header: captions over groups of columns, titles that may sort, and handles that change widths. */
import { html, nothing, type TemplateResult } from 'lit';
import { columnHandle, type ResizeColumn } from './columnHandle';
import { columnGroups, nextSort, startsGroup, type SortDirection, type TableColumn } from './tableColumn';

export interface ColumnHeader {
  columns: readonly TableColumn[];
  widths: Readonly<Record<string, number>>;
  resize: ResizeColumn;
  sort: (column: TableColumn, to: SortDirection) => void;
}

const ariaSort = { up: 'ascending', down: 'descending', none: 'none' };

export function columnHeader(header: ColumnHeader): TemplateResult {
  const { columns } = header;
  const groups = columnGroups(columns);
  return html`${groups.length === 0 ? nothing : groupRow(groups)}
    <div class="table-header" role="row" aria-rowindex="1">
      ${columns.map((column, index) => columnTitle(header, column, index))}
    </div>`;
}

/** For the eye only: each title says its group to a screen reader. */
function groupRow(groups: readonly { label: string; span: number }[]): TemplateResult {
  return html`<div class="table-groups" aria-hidden="true">
    ${groups.map(
      ({ label, span }) =>
        html`<div class="table-group" style="grid-column: span ${span}"><span>${label}</span></div>`,
    )}
  </div>`;
}

function columnTitle(header: ColumnHeader, column: TableColumn, index: number): TemplateResult {
  const { columns, widths, resize } = header;
  const { title, tooltip = title, sort, group } = column;
  const className = [
    'table-title',
    column.align === 'end' ? 'number' : '',
    startsGroup(columns, index) ? 'group-start' : '',
  ].join(' ');
  return html`<div
    class=${className}
    role="columnheader"
    aria-colindex=${index + 1}
    aria-sort=${sort ? ariaSort[sort.now] : nothing}
    aria-label=${group === undefined ? nothing : `${group}: ${title}`}
    title=${tooltip}
    data-column=${column.id}
  >
    ${sort ? sortButton(header, column, index) : html`<span class="table-title-text">${title}</span>`}
    ${columnHandle(column, index, widths, resize)}
  </div>`;
}

function sortButton({ sort: change }: ColumnHeader, column: TableColumn, index: number): TemplateResult {
  const now = column.sort?.now ?? 'none';
  const label = column.sort?.label ?? '';
  return html`<button
    class="table-title-text table-sort ${now}"
    title="${column.tooltip ?? column.title}&#10;${label}"
    aria-description=${label}
    tabindex=${index === 0 ? 0 : -1}
    @click=${() => change(column, nextSort(now))}
    @keydown=${moveAmongTitles}
  >
    <span class="table-sort-title">${column.title}</span
    ><span
      class="table-sort-mark codicon codicon-${now === 'down' ? 'arrow-down' : 'arrow-up'}"
      aria-hidden="true"
    ></span>
  </button>`;
}

/** One stop of Tab for all titles: arrows go from one to the next. */
function moveAmongTitles(event: KeyboardEvent): void {
  const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
  const from = event.currentTarget;
  if (step === 0 || !(from instanceof HTMLElement)) return;
  const buttons = [...(from.closest('.table-header')?.querySelectorAll<HTMLElement>('.table-sort') ?? [])];
  buttons[buttons.indexOf(from) + step]?.focus();
  event.preventDefault();
  event.stopPropagation();
}
