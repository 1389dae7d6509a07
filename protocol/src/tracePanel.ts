/**
 * What the trace view's page and the extension host say to each other. The host has the lines; the page has a window
 * on them, which it asks for by position. Positions count the rows that pass the filter, keep their row while newer
 * ones come and older ones make room, and begin anew with each `generation`.
 */
import type { TraceSource } from './agent';

export type TraceColumnId = 'run' | 'time' | 'cpu' | 'task' | 'pid' | 'flags' | 'function' | 'message';

/** The kernel's clock; since the run's first line; since the row above. */
export type TimeMode = 'absolute' | 'relative' | 'delta';

export type TraceFileFormat = 'text' | 'csv' | 'json';

export type TraceToPage =
  | { type: 'init'; texts: TraceTexts; locale: string; settings: TracePanelSettings }
  | ({ type: 'status' } & TraceStatus)
  | { type: 'rows'; generation: number; rows: TraceRow[] }
  /** Show this row: the one that was the active one before the filter changed. */
  | { type: 'locate'; generation: number; position: number }
  /** Something to tell in the panel's status line; already localised. */
  | { type: 'notice'; severity: 'info' | 'warning'; text: string }
  | { type: 'focusFilter' };

export type TraceToHost =
  /** The page is there (again) and knows nothing. */
  | { type: 'ready' }
  /** The rows that the page shows, a few more on either side; while following, the host sends the newest unasked. */
  | { type: 'view'; generation: number; start: number; count: number; follow: boolean }
  /** `active` is the row to find again among the new rows. */
  | { type: 'filter'; text: string; run: number | null; active: number | null }
  | { type: 'pause'; paused: boolean }
  /** `first` to `last`, both included. */
  | { type: 'copy'; generation: number; first: number; last: number }
  /** Go to the `bpf_printk` that wrote the row. */
  | { type: 'open'; generation: number; position: number; keepFocus: boolean }
  | { type: 'settings'; settings: TracePanelSettings }
  | { type: 'command'; command: 'clear' | 'export' | 'run' };

/** What the user arranged, kept by the host from one session to the next. */
export interface TracePanelSettings {
  /** Visible columns' widths in CSS pixels, where the user changed them. */
  widths: Partial<Record<TraceColumnId, number>>;
  hidden: TraceColumnId[];
  time: TimeMode;
  follow: boolean;
  filter: string;
}

export interface TraceRow {
  position: number;
  kind: 'event' | 'lost' | 'other';
  run: number;
  /** As the kernel printed it. */
  time: string;
  /** Microseconds since the run's first line, and since the row before; absent where the clock tells none. */
  relative?: number;
  delta?: number;
  cpu?: number;
  task: string;
  pid?: number;
  flags: string;
  function: string;
  /** An `other` row's whole text. */
  message: string;
  /** Of a `lost` row; absent when the kernel does not know how many. */
  lost?: number;
}

export interface TraceRunInfo {
  run: number;
  label: string;
  source: TraceSource | null;
  active: boolean;
}

export interface TraceStatus {
  generation: number;
  /** Positions of the oldest row and behind the newest. */
  first: number;
  end: number;
  /** Lines that are kept, and those that had to make room for them. */
  lines: number;
  dropped: number;
  limit: number;
  lost: number;
  lostByCpu: { cpu: number; count: number }[];
  /** Lines per second, over about the last one. */
  rate: number;
  paused: boolean;
  /** Lines that came since the pause. */
  held: number;
  /** The only run whose lines are shown; null for all. */
  run: number | null;
  /** Share of the lines that the filter has looked at. */
  progress: number;
  /** What is wrong with the filter; already localised. */
  filterProblem: string | null;
  runs: TraceRunInfo[];
  /** The newest rows, while the page follows them. */
  rows: TraceRow[];
}

/** The panel's texts in the user's language; `{0}`, `{1}`… are filled in by the page. */
export interface TraceTexts {
  columns: Record<TraceColumnId, string>;
  timeModes: Record<TimeMode, string>;
  tableLabel: string;
  filterLabel: string;
  filterPlaceholder: string;
  filterHelp: string;
  clearFilter: string;
  allRuns: string;
  runLabel: string;
  pause: string;
  resume: string;
  follow: string;
  columnsMenu: string;
  columnsHeading: string;
  timeHeading: string;
  resizeColumn: string;
  /** `{0}` lines. */
  lines: string;
  /** `{0}` of `{1}` lines. */
  linesOf: string;
  dropped: string;
  /** `{0}` events lost. */
  lost: string;
  /** CPU `{0}`: `{1}`. */
  lostOnCpu: string;
  lostRowCpu: string;
  lostRow: string;
  lostRowUnknown: string;
  rate: string;
  filtering: string;
  pausedNone: string;
  pausedSome: string;
  sourceInstance: string;
  sourceInstanceLong: string;
  sourceGlobal: string;
  sourceGlobalLong: string;
  emptyTitle: string;
  emptyText: string;
  emptyLink: string;
  waitingTitle: string;
  waitingText: string;
  noMatchTitle: string;
  noMatchLink: string;
  copyRows: string;
  goToPrintk: string;
  /** Show only rows whose `{0}` is `{1}`. */
  filterBy: string;
}
