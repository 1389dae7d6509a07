/**
 * The model of a map's table: entries that are read again and again, shown through a filter, in an order, with what is
 * new, changed and gone. Bytes are decoded for rows on screen, and for the columns that filter and order look at.
 */
import type { ExportFormat } from '../table/exportFormats';
import type { ExportPiece } from '../table/exportPieces';
import type { FilterColumn, FilterExpression } from '../table/filterExpression';
import type { ValueColumn } from '../values/valueColumn';
import { CellSeries } from './cellSeries';
import { filterColumn } from './columnFilter';
import { CountingColumns } from './countingColumns';
import { added, gone } from './entrySlots';
import type { ChunkProblem, EntryLimits } from './entryStore';
import { EntryStore } from './entryStore';
import type { SumText } from './mapCells';
import { MapCells } from './mapCells';
import type { MapColumn } from './mapColumns';
import { mapColumns, rateColumn } from './mapColumns';
import { exportMap } from './mapExport';
import type { MapLayout } from './mapLayout';
import { RowOrder } from './rowOrder';

export interface MapRow {
  position: number;
  /** One text per column. */
  cells: string[];
  /** Indexes of the cells that are others than in the reading before. */
  changed: number[];
  state: 'new' | 'gone' | undefined;
}

export interface MapTableOptions {
  sumText?: SumText;
}

export class MapTable {
  readonly entries: EntryStore;
  readonly cells: MapCells;
  readonly #order: RowOrder;
  #members: MapColumn[] = [];
  #columns: MapColumn[] = [];
  #rates: readonly string[] = [];
  #counting = new CountingColumns([]);
  #series: CellSeries | undefined;
  #at = 0;

  constructor(layout: MapLayout, limits: EntryLimits, options: MapTableOptions = {}) {
    this.entries = new EntryStore(layout, limits);
    this.cells = new MapCells(this.entries, options.sumText);
    this.#order = new RowOrder(this.entries, this.cells);
  }

  /** Entries without the filter. */
  get total(): number {
    return this.entries.count;
  }

  /** Rows: positions go from 0 up to this. */
  get end(): number {
    return this.#order.count;
  }

  /** There are entries that found no room. */
  get full(): boolean {
    return this.entries.refused > 0;
  }

  get pending(): boolean {
    return this.#order.pending;
  }

  get progress(): number {
    return this.#order.progress;
  }

  /** Rises whenever other rows may stand at the positions than before; rows that come at the end do not count. */
  get arrangement(): number {
    return this.#order.arrangement;
  }

  get columns(): readonly MapColumn[] {
    return this.#columns;
  }

  get filterColumns(): FilterColumn[] {
    return this.#columns.map(filterColumn);
  }

  /** Ids of the value columns that were seen to change and can have a rate. */
  get counting(): string[] {
    return this.#counting.ids;
  }

  /** Filter and sort end: their columns may be gone. They are to be set again. */
  setColumns(keys: readonly ValueColumn[], values: readonly ValueColumn[]): void {
    this.#members = mapColumns(this.entries.layout, keys, values);
    this.#counting = new CountingColumns(this.#members);
    this.#series = undefined;
    this.#arrange();
  }

  /** Shows how fast these columns count; they may not be known yet. Filter and sort are to be set again. */
  showRates(ids: readonly string[]): void {
    this.#rates = ids;
    this.#arrange();
  }

  /** `at` in milliseconds since 1970, of a clock that does not jump. */
  beginReading(at: number): void {
    this.#at = at;
    this.entries.begin(at);
  }

  /** The value is the number of entries that were looked at. */
  add(keys: Uint8Array, values: Uint8Array, count: number): { value: number; problems: ChunkProblem[] } {
    return this.entries.add(keys, values, count);
  }

  /** `whole` when every entry was read: what was not met is gone then. */
  endReading(reading: 'whole' | 'part'): void {
    this.entries.end(reading);
    this.#order.readingEnded();
    this.#counting.look(this.entries, this.cells);
    this.#series?.sample(this.entries, this.cells, this.#at);
  }

  /** Undefined shows all. */
  setFilter(expression: FilterExpression | undefined): void {
    this.#order.setFilter(expression, this.#columns);
  }

  /** False when there is no such column; null is the order of the map. */
  setSort(sort: { column: string; direction: 'up' | 'down' } | null): boolean {
    const column = sort && this.column(sort.column);
    this.#order.setSort(column ? { column, direction: sort.direction } : undefined);
    return sort === null || column !== undefined;
  }

  advance(enough: () => boolean): boolean {
    return this.#order.advance(enough);
  }

  column(id: string): MapColumn | undefined {
    return this.#columns.find((column) => column.id === id);
  }

  row(position: number): MapRow | undefined {
    const slot = this.#order.slot(position);
    if (slot === undefined) return undefined;
    const cells: string[] = [];
    const changed: number[] = [];
    this.#columns.forEach((column, index) => {
      cells.push(this.cells.text(slot, column));
      if (!this.cells.changed(slot, column)) return;
      changed.push(index);
      this.#counting.saw(column);
    });
    const state = this.entries.state(slot);
    return {
      position,
      cells,
      changed,
      state: state === added ? 'new' : state === gone ? 'gone' : undefined,
    };
  }

  /** The rows at `[start, start + count)` that exist, in order. */
  rows(start: number, count: number): MapRow[] {
    const rows: MapRow[] = [];
    const end = Math.min(this.end, start + count);
    for (let position = Math.max(0, start); position < end; position++) {
      const row = this.row(position);
      if (row) rows.push(row);
    }
    return rows;
  }

  /** Copies of the row's bytes, for edits; of the value with all its slots. */
  bytes(position: number): { key: Uint8Array<ArrayBuffer>; value: Uint8Array<ArrayBuffer> } | undefined {
    const slot = this.#order.slot(position);
    return slot === undefined
      ? undefined
      : { key: this.entries.keys.copy(slot), value: this.entries.values.copy(slot) };
  }

  /** As `bytes`, of the entry with this key, whether it is shown or not; undefined when there is none. */
  entry(key: Uint8Array): { key: Uint8Array<ArrayBuffer>; value: Uint8Array<ArrayBuffer> } | undefined {
    const slot = this.entries.find(key);
    if (slot === undefined) return undefined;
    return { key: this.entries.keys.copy(slot), value: this.entries.values.copy(slot) };
  }

  /** Where the entry with this key is shown; undefined when it is not, or not yet. */
  position(key: Uint8Array): number | undefined {
    const slot = this.entries.find(key);
    return slot === undefined ? undefined : this.#order.position(slot);
  }

  /** A text per column for each CPU; empty for what has no slots, or is gone. */
  parts(position: number): string[][] {
    const slot = this.#order.slot(position);
    return slot === undefined ? [] : this.cells.parts(slot, this.#columns);
  }

  /** Follows a cell from the next reading on; undefined ends it. What it was so far is the first moment. */
  watch(cell: { key: Uint8Array; column: string } | undefined): CellSeries | undefined {
    const column = cell && this.#members.find(({ id }) => id === cell.column);
    this.#series = column && new CellSeries(cell.key, column);
    if (this.entries.readings > 0) this.#series?.sample(this.entries, this.cells, this.#at);
    return this.#series;
  }

  get series(): CellSeries | undefined {
    return this.#series;
  }

  /** The rows that are shown now, in pieces; those that leave before their turn are left out. */
  export(format: ExportFormat): Generator<ExportPiece> {
    return exportMap(this.entries, this.cells, this.#columns, this.#order.snapshot(), format);
  }

  #arrange(): void {
    const rates = this.#rates.flatMap((id) => this.#counting.find(id) ?? []).map(rateColumn);
    this.#columns = [...this.#members, ...rates];
    this.#order.setFilter(undefined, this.#columns);
    this.#order.setSort(undefined);
  }
}
