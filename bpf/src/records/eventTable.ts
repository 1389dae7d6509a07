/**
 * What an event table shows of the store: its rows through a filter, held while paused, with the columns of a type
 * that can be changed at any time, since records are decoded when they are looked at.
 */
import type { ExportFormat, ExportRow } from '../table/exportFormats';
import type { ExportPiece } from '../table/exportPieces';
import { exportPieces } from '../table/exportPieces';
import { FilteredRows } from '../table/filteredRows';
import type { FilterColumn, FilterExpression } from '../table/filterExpression';
import { columnFilterTest } from './columnFilterTest';
import { filterColumn } from './columnFilter';
import type { EventColumn, RecordShape } from './eventColumns';
import { eventColumns, restBytes } from './eventColumns';
import type { EventStore } from './eventStore';
import { isExportedAsNumber } from './mapExport';
import type { RecordChunk } from './recordChunk';

export interface EventRow {
  position: number;
  /** One text per column; none where records were lost. */
  cells: string[];
  /** How many records were lost at this place. */
  lost?: number;
}

export class EventTable extends FilteredRows<RecordChunk, number> {
  readonly #store: EventStore;
  #shape: RecordShape;
  #columns: EventColumn[] = [];
  /** What `columns` were made for. */
  #known = -1;
  #expression: FilterExpression | undefined;

  constructor(store: EventStore, shape: RecordShape) {
    super(store);
    this.#store = store;
    this.#shape = shape;
  }

  /** They change with the shape, and when the first record comes that tells its CPU, say. */
  get columns(): readonly EventColumn[] {
    const { tellsCpu, tellsTime, longest } = this.#store;
    // Asked for with every row: a number is compared faster than a text is made.
    const known = Number(tellsCpu) + 2 * Number(tellsTime) + 4 * Number(restBytes(this.#shape, longest) > 0);
    if (known !== this.#known) {
      this.#known = known;
      this.#columns = eventColumns(this.#shape, { tellsCpu, tellsTime, longest });
    }
    return this.#columns;
  }

  get filterColumns(): FilterColumn[] {
    return this.columns.map(filterColumn);
  }

  /** Decodes the records as another type from now on. The filter is to be set anew: its columns may be gone. */
  setShape(shape: RecordShape): void {
    this.#shape = shape;
    this.#known = -1;
    this.setFilter(undefined);
  }

  /** Begins anew with all positions. Losses pass whatever is looked for: what was lost could have been it. */
  setFilter(expression: FilterExpression | undefined): void {
    this.#expression = expression;
    if (!expression) {
      this.setTest(undefined);
      return;
    }
    const test = columnFilterTest(expression, this.columns);
    this.setTest((chunk, index) => chunk.lost(index) !== undefined || test(chunk, index));
  }

  get filter(): FilterExpression | undefined {
    return this.#expression;
  }

  /** Undefined when there is no such row, or it has made room. */
  row(position: number): EventRow | undefined {
    const found = this.#find(this.sequence(position));
    if (!found) return undefined;
    const { chunk, index } = found;
    const lost = chunk.lost(index);
    if (lost !== undefined) return { position, cells: [], lost };
    return { position, cells: this.columns.map((column) => column.text(chunk, index)) };
  }

  /** The rows at `[start, start + count)` that exist, in order. */
  rows(start: number, count: number): EventRow[] {
    const rows: EventRow[] = [];
    const end = Math.min(this.end, start + count);
    for (let position = Math.max(this.first, start); position < end; position++) {
      const row = this.row(position);
      if (row) rows.push(row);
    }
    return rows;
  }

  /** A copy of the record's bytes; undefined where there is none. */
  record(position: number): Uint8Array<ArrayBuffer> | undefined {
    const found = this.#find(this.sequence(position));
    if (!found || found.chunk.lost(found.index) !== undefined) return undefined;
    const view = found.chunk.record(found.index);
    return new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice();
  }

  /** The rows that are there now, in pieces; those that make room before their turn are left out. */
  export(format: ExportFormat): Generator<ExportPiece> {
    const rows = this.snapshot();
    const { columns } = this;
    const lost = columns.some((column) => column.id === 'lost') ? 'event.lost' : 'lost';
    const row = (position: number): ExportRow | undefined => {
      const found = this.#find(rows.sequence(position));
      return found && exportRow(columns, found.chunk, found.index);
    };
    return exportPieces([...columns.map((column) => column.id), lost], { ...rows, row }, format);
  }

  #find(sequence: number | undefined): { chunk: RecordChunk; index: number } | undefined {
    return sequence === undefined ? undefined : this.#store.find(sequence);
  }
}

function exportRow(columns: readonly EventColumn[], chunk: RecordChunk, index: number): ExportRow {
  const lost = chunk.lost(index);
  if (lost !== undefined) {
    return { text: `[LOST ${lost}]`, values: [...columns.map(() => undefined), lost] };
  }
  const cells = columns.map((column) => column.text(chunk, index));
  const values = columns.map((column, at) =>
    isExportedAsNumber(column) ? column.number(chunk, index) : cells[at],
  );
  return { text: cells.join('\t'), values };
}
