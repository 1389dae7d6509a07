/** The rows of a table that are in sight. Row elements are reused as they come, so that scrolling makes none. */
import { html, nothing, type TemplateResult } from 'lit';
import type { RowSelection } from './rowSelection';
import type { TableColumn } from './tableColumn';

/** A row as it is shown. */
export interface RowView {
  /** One text per column. */
  cells: readonly string[];
  /** Shown across all columns instead of cells. */
  whole?: string;
  className?: string;
}

export interface ShownRows {
  start: number;
  end: number;
  /** Position of the table's first row, from which assistive technology counts. */
  first: number;
  columns: readonly TableColumn[];
  selection: RowSelection;
  /** Undefined while the row is on its way. */
  row: (position: number) => RowView | undefined;
}

export function rowId(position: number): string {
  return `table-row-${position}`;
}

export function tableRows(shown: ShownRows): TemplateResult[] {
  const rows: TemplateResult[] = [];
  for (let position = shown.start; position < shown.end; position++) rows.push(tableRow(shown, position));
  return rows;
}

function tableRow(shown: ShownRows, position: number): TemplateResult {
  const { columns, selection } = shown;
  const view = shown.row(position);
  const selected = selection.has(position);
  const className = [
    'table-row',
    selected ? 'selected' : '',
    selection.active === position ? 'active' : '',
    view?.className ?? '',
  ].join(' ');
  return html`<div
    class=${className}
    id=${rowId(position)}
    role="row"
    aria-rowindex=${position - shown.first + 2}
    aria-selected=${selected ? 'true' : 'false'}
    aria-busy=${view ? nothing : 'true'}
    data-position=${position}
  >
    ${
      view?.whole === undefined
        ? columns.map((column, index) => cell(column, index, view?.cells[index] ?? ''))
        : html`<div
            class="table-cell whole"
            role="gridcell"
            aria-colspan=${columns.length}
            .textContent=${view.whole}
          ></div>`
    }
  </div>`;
}

/**
 * Texts are set as properties: white space counts in a cell, and a template's own would be part of it. Only texts that
 * may be cut get a tooltip: one on each cell of a busy table costs more than the cell.
 */
function cell(column: TableColumn, index: number, text: string): TemplateResult {
  return html`<div
    class=${column.align === 'end' ? 'table-cell number' : 'table-cell'}
    role="gridcell"
    aria-colindex=${index + 1}
    data-column=${column.id}
    title=${text.length > 12 ? text : nothing}
    .textContent=${text}
  ></div>`;
}
