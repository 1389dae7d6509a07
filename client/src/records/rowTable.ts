/**
 * A table of rows that are all at hand as values: some thousands at most. Filters and sorts them as the large tables
 * do, and keeps a sorted order steady for rows that are equal. Pure.
 */
import type { ExportFormat, ExportRow, ExportValue } from '#bpf/table/exportFormats';
import { exportPieces, type ExportPiece } from '#bpf/table/exportPieces';
import { parseFilter, type FilterExpression, type FilterProblem } from '#bpf/table/filterExpression';

export interface RowTableColumn {
  id: string;
  numeric: boolean;
}

export interface TableRow {
  /** Names the row over all readings. */
  key: string;
  values: ExportValue[];
  /** As shown, one per column. */
  cells: string[];
}

export interface RowSort {
  column: string;
  direction: 'up' | 'down';
}

export class RowTable {
  #all: readonly TableRow[] = [];
  #shown: TableRow[] = [];
  #former = new Map<string, readonly string[]>();
  #filter: FilterExpression | undefined;
  problems: FilterProblem[] = [];
  sort: RowSort | null = null;

  constructor(readonly columns: readonly RowTableColumn[]) {}

  get total(): number {
    return this.#all.length;
  }

  get shown(): readonly TableRow[] {
    return this.#shown;
  }

  setRows(rows: readonly TableRow[]): void {
    this.#former = new Map(this.#all.map(({ key, cells }) => [key, cells]));
    this.#all = rows;
    this.#arrange();
  }

  setFilter(text: string): void {
    const kinds = this.columns.map(({ id, numeric }) => ({ id, kind: numeric ? 'number' : 'text' }) as const);
    const { filter, problems } = parseFilter(text, kinds);
    this.#filter = filter;
    this.problems = problems;
    this.#arrange();
  }

  setSort(sort: RowSort | null): void {
    this.sort = sort;
    this.#arrange();
  }

  positionOf(key: string): number | undefined {
    const at = this.#shown.findIndex((row) => row.key === key);
    return at < 0 ? undefined : at;
  }

  /** Indexes of the cells that are others than at the reading before; undefined for a row that was not there. */
  changed(row: TableRow): number[] | undefined {
    const before = this.#former.get(row.key);
    return before && row.cells.flatMap((cell, index) => (cell === before[index] ? [] : [index]));
  }

  export(format: ExportFormat): Iterable<ExportPiece> {
    const shown = this.#shown;
    const row = (position: number): ExportRow | undefined => {
      const found = shown[position];
      return found && { values: found.values, text: found.cells.join('\t') };
    };
    return exportPieces(
      this.columns.map(({ id }) => id),
      { first: 0, end: shown.length, row },
      format,
    );
  }

  #arrange(): void {
    const rows = this.#all.filter((row) => this.#passes(row));
    const index = this.columns.findIndex(({ id }) => id === this.sort?.column);
    const sign = this.sort?.direction === 'down' ? -1 : 1;
    this.#shown = index < 0 ? rows : rows.sort((a, b) => sign * compare(a.values[index], b.values[index]));
  }

  #passes({ values, cells }: TableRow): boolean {
    if (!this.#filter) return true;
    const { text, columns } = this.#filter;
    if (text && !text(cells.join('\t'))) return false;
    return columns.every(({ column, test }) => {
      const value = values[this.columns.findIndex(({ id }) => id === column)];
      return test(
        typeof value === 'boolean' ? String(value) : typeof value === 'bigint' ? Number(value) : value,
      );
    });
  }
}

/** What a row does not have comes first. */
function compare(a: ExportValue, b: ExportValue): number {
  if (a === b) return 0;
  if (a === undefined) return -1;
  if (b === undefined) return 1;
  return a < b ? -1 : 1;
}
