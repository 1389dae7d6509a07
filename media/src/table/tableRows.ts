/** The rows of a table that are in sight. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { RowSelection } from './rowSelection';
import { startsGroup, type TableColumn } from './tableColumn';

/** A row as it is shown. */
export interface RowView {
  /** One text per column. */
  cells: readonly string[];
  /** Shown across all columns instead of cells. */
  whole?: string;
  className?: string;
  /** What the class name shows to the eye, for those who do not see it. */
  note?: string;
  /** By the index of the column. */
  marks?: readonly (CellMark | undefined)[];
}

export interface CellMark {
  className: string;
  note: string;
}

export interface ShownRows {
  start: number;
  end: number;
  /** From `RowKeys`. */
  shift: number;
  /** Position of the table's first row, from which assistive technology counts. */
  first: number;
  columns: readonly TableColumn[];
  selection: RowSelection;
  /** Index of the column that the keyboard is on, in the active row. */
  activeColumn: number | undefined;
  /** Undefined while the row is on its way. */
  row: (position: number) => RowView | undefined;
}

export const activeCellId = 'table-active-cell';

export function rowId(position: number): string {
  return `table-row-${position}`;
}

/** The row and the column under an event, when it is on one. */
export function cellAt(event: Event): { position: number; column: string | undefined } | undefined {
  const target = event.target instanceof Element ? event.target : undefined;
  const position = target?.closest<HTMLElement>('.table-row')?.dataset['position'];
  if (position === undefined) return undefined;
  return {
    position: Number(position),
    column: target?.closest<HTMLElement>('.table-cell')?.dataset['column'],
  };
}

export function tableRows(shown: ShownRows): unknown {
  const classNames = shown.columns.map((column, index) =>
    [
      'table-cell',
      column.align === 'end' ? 'number' : '',
      startsGroup(shown.columns, index) ? 'group-start' : '',
      column.link ? 'link' : '',
    ].join(' '),
  );
  const positions = Array.from({ length: shown.end - shown.start }, (_, index) => shown.start + index);
  return repeat(
    positions,
    (position) => position - shown.shift,
    (position) => tableRow(shown, position, classNames),
  );
}

function tableRow(shown: ShownRows, position: number, classNames: readonly string[]): TemplateResult {
  const { columns, selection } = shown;
  const view = shown.row(position);
  const selected = selection.has(position);
  const active = selection.active === position;
  const className = [
    'table-row',
    selected ? 'selected' : '',
    active ? 'active' : '',
    view?.className ?? '',
  ].join(' ');
  return html`<div
    class=${className}
    id=${rowId(position)}
    role="row"
    aria-rowindex=${position - shown.first + 2}
    aria-selected=${selected ? 'true' : 'false'}
    aria-busy=${view ? nothing : 'true'}
    aria-description=${view?.note ?? nothing}
    data-position=${position}
  >
    ${
      view?.whole === undefined
        ? columns.map((column, index) =>
            cell({
              column,
              index,
              text: view?.cells[index] ?? '',
              className: classNames[index] ?? '',
              mark: view?.marks?.[index],
              active: active && shown.activeColumn === index,
            }),
          )
        : html`<div
            class="table-cell whole"
            role="gridcell"
            aria-colspan=${columns.length}
            .textContent=${view.whole}
          ></div>`
    }
  </div>`;
}

interface Cell {
  column: TableColumn;
  index: number;
  text: string;
  className: string;
  mark: CellMark | undefined;
  active: boolean;
}

/**
 * Texts are set as properties: white space counts in a cell, and a template's own would be part of it. Only texts that
 * may be cut get a tooltip: one on each cell of a busy table costs more than the cell.
 */
function cell({ column, index, text, className, mark, active }: Cell): TemplateResult {
  const classes = mark ? `${className} ${mark.className}` : className;
  const title = text.length > 12 ? text : nothing;
  const id = active ? activeCellId : nothing;
  const note = mark?.note ?? nothing;
  if (!column.link) {
    return html`<div
      class=${active ? `${classes} active` : classes}
      id=${id}
      role="gridcell"
      aria-colindex=${index + 1}
      aria-description=${note}
      data-column=${column.id}
      title=${title}
      .textContent=${text}
    ></div>`;
  }
  return html`<div
    class=${active ? `${classes} active` : classes}
    id=${id}
    role="gridcell"
    aria-colindex=${index + 1}
    aria-description=${note}
    data-column=${column.id}
    title=${title}
  >
    <span class="table-link" role=${text === '' ? nothing : 'link'} .textContent=${text}></span>
  </div>`;
}
