/**
 * What a panel of records shows, whatever it is of: the entries of a map, the records of a ring buffer, programs with
 * their statistics. The controller asks a view for what the page looks at, and hands it what the user does.
 */
import type { ExportFormat } from '#bpf/table/exportFormats';
import type { ExportPiece } from '#bpf/table/exportPieces';
import type { RecordRow, RecordShape, RecordStatus, RecordToHost, RecordToPage } from '#protocol/recordPanel';
import type { Emitter } from '#targets/emitter';
import type { Disposable } from '#targets/scope';

/** What the controller answers itself. */
type Common = 'ready' | 'view' | 'filter' | 'sort' | 'copy' | 'copyCell' | 'export' | 'settings';

/** What only some views know: editing, intervals, histograms… */
export type RecordAction = Exclude<RecordToHost, { type: Common }>;

export interface RecordView extends Disposable {
  /** `shape`: the columns or what can be done are others now; `rows`: anything else. */
  readonly changed: Emitter<'shape' | 'rows'>;
  /** Answers to actions, and what is drawn beside the table. */
  readonly messages: Emitter<RecordToPage>;
  readonly shape: RecordShape;
  /** Positions count anew when it rises. */
  readonly generation: number;
  readonly status: Omit<RecordStatus, 'rows' | 'generation'>;
  /** Of `[start, start + count)` those that there are. */
  rows(start: number, count: number): RecordRow[];
  /** `active` is the position of the row to find again. */
  setFilter(text: string, active: number | null): void;
  setSort(sort: RecordStatus['sort'], active: number | null): void;
  /** Position of the row that was to be found again, once; undefined while it is not known. */
  found(): number | undefined;
  /** Filters and sorts until `enough` says so; true when there is nothing left to do. */
  advance(enough: () => boolean): boolean;
  act(action: RecordAction): void;
  /** Whether anybody sees it: what nobody sees need not be read. */
  shown(visible: boolean): void;
  /** Every row that passes the filter, in the order shown. */
  export(format: ExportFormat): Iterable<ExportPiece>;
}
