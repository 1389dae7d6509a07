/** What a panel of a small table has in common, whatever its rows are: order, filter, rows in sight, export. */
import type { ExportFormat } from '#bpf/table/exportFormats';
import type { ExportPiece } from '#bpf/table/exportPieces';
import type { RecordRow, RecordShape, RecordStatus, RecordToPage } from '#protocol/recordPanel';
import { Emitter } from '#targets/emitter';
import { filterProblemText } from '../trace/panelTexts';
import type { RecordAction, RecordView } from './recordView';
import { RowTable, type TableRow } from './rowTable';

export abstract class RowTableView implements RecordView {
  readonly changed = new Emitter<'shape' | 'rows'>();
  readonly messages = new Emitter<RecordToPage>();
  generation = 1;
  protected readonly table: RowTable;
  #found: number | undefined;

  constructor(columns: readonly { id: string; numeric: boolean }[]) {
    this.table = new RowTable(columns);
  }

  abstract readonly shape: RecordShape;
  protected abstract readonly standing: Pick<RecordStatus, 'doing' | 'live' | 'rate' | 'freshness' | 'ended'>;
  abstract act(action: RecordAction): void;
  abstract shown(visible: boolean): void;
  abstract dispose(): void;

  get status(): Omit<RecordStatus, 'rows' | 'generation'> {
    const { table } = this;
    const [problem] = table.problems;
    return {
      ...this.standing,
      first: 0,
      end: table.shown.length,
      total: table.total,
      progress: 1,
      paused: false,
      held: 0,
      lost: 0,
      dropped: 0,
      filterProblem: problem === undefined ? null : filterProblemText(problem),
      sort: table.sort,
    };
  }

  rows(start: number, count: number): RecordRow[] {
    const from = Math.max(0, start);
    return this.table.shown.slice(from, Math.max(from, start + count)).map((row, index) => {
      const changed = this.table.changed(row);
      return {
        position: from + index,
        cells: row.cells,
        ...(changed === undefined ? { state: 'new' as const } : { changed }),
      };
    });
  }

  setFilter(text: string, active: number | null): void {
    this.#rearrange(active, () => this.table.setFilter(text));
  }

  setSort(sort: RecordStatus['sort'], active: number | null): void {
    this.#rearrange(active, () => this.table.setSort(sort));
  }

  found(): number | undefined {
    const position = this.#found;
    this.#found = undefined;
    return position;
  }

  advance(): boolean {
    return true;
  }

  export(format: ExportFormat): Iterable<ExportPiece> {
    return this.table.export(format);
  }

  protected rowAt(position: number): TableRow | undefined {
    return this.table.shown[position];
  }

  #rearrange(active: number | null, work: () => void): void {
    const key = active === null ? undefined : this.rowAt(active)?.key;
    work();
    this.generation += 1;
    this.#found = key === undefined ? undefined : this.table.positionOf(key);
    this.changed.emit('rows');
  }
}
