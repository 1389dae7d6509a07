/**
 * What the page of a map or of events and the extension host say to each other. As in the trace view, the host has the
 * records and the page a window on them, which it asks for by position; positions begin anew with each `generation`.
 */
import type { Owner } from './agentMaps';

export type RecordKind = 'map' | 'events' | 'globals' | 'programs';

export type RecordToPage =
  | { type: 'init'; texts: RecordTexts; locale: string; settings: RecordPanelSettings }
  | ({ type: 'shape' } & RecordShape)
  | ({ type: 'status' } & RecordStatus)
  | { type: 'rows'; generation: number; rows: RecordRow[] }
  /** Show this row: the one that was the active one before the order or the filter changed. */
  | { type: 'locate'; generation: number; position: number }
  /** The slots of a per-CPU entry; `parts` is empty when the entry is gone. */
  | { type: 'parts'; generation: number; position: number; parts: RecordPart[] }
  | ({ type: 'histogram' } & Histogram)
  | ({ type: 'series' } & Series)
  /** Answer to `edit` and `add`: a problem stands beside its input; undefined closes it. */
  | { type: 'edited'; request: number; problem?: string; column?: string }
  | { type: 'notice'; severity: 'info' | 'warning'; text: string }
  | { type: 'focusFilter' };

export type RecordToHost =
  | { type: 'ready' }
  | { type: 'view'; generation: number; start: number; count: number; follow: boolean }
  | { type: 'filter'; text: string; active: number | null }
  /** Null: the order of the map, or of time. */
  | { type: 'sort'; column: string | null; direction: 'up' | 'down'; active: number | null }
  | { type: 'pause'; paused: boolean }
  /** Milliseconds between two readings; 0 is off. */
  | { type: 'interval'; milliseconds: number }
  | { type: 'refresh' }
  | { type: 'stop' }
  | { type: 'copy'; generation: number; first: number; last: number }
  | { type: 'copyCell'; generation: number; position: number; column: string }
  | { type: 'export' }
  | { type: 'clear' }
  | { type: 'parts'; generation: number; position: number }
  /** Of the entry with this key, as its cells showed it: rows move while one types. Texts by column id, as typed. */
  | { type: 'edit'; request: number; key: string[]; values: Record<string, string> }
  | { type: 'add'; request: number; values: Record<string, string> }
  | { type: 'remove'; generation: number; first: number; last: number }
  /** Follow a cell: the inner map, the tail-called program. */
  | { type: 'follow'; generation: number; position: number; column: string }
  | { type: 'format'; column: string; format: string }
  /** The record type to decode with, by `RecordTypeChoice.id`. */
  | { type: 'recordType'; id: string }
  | { type: 'histogram'; column: string | null; scale: 'log2' | 'linear' }
  /** Draw a cell over time; null ends it. */
  | { type: 'series'; generation: number; position: number | null; column: string | null }
  | { type: 'settings'; settings: RecordPanelSettings };

export interface RecordPanelSettings {
  /** Columns' widths in CSS pixels, where the user changed them. */
  widths: Record<string, number>;
  hidden: string[];
  filter: string;
  follow: boolean;
  interval: number;
  histogramScale: 'log2' | 'linear';
}

/** What is shown: sent before any row, and again when the columns change. */
export interface RecordShape {
  kind: RecordKind;
  title: string;
  /** `hash · 24 → 32 bytes · 10 240 entries at most · 1.2 MB`; already localised. */
  facts: string[];
  columns: RecordColumn[];
  /** What can be done with entries; the page shows no button for what cannot. */
  can: {
    sort: boolean;
    edit: boolean;
    add: boolean;
    remove: boolean;
    refresh: boolean;
    parts: boolean;
    clear: boolean;
  };
  /** Why it cannot be changed or listed; already localised. */
  limits: string[];
  /** Whose it is, when it is not ours. */
  foreign: Owner[] | null;
  /** Record types to choose from, the likeliest first; empty where there is no choice. */
  recordTypes: RecordTypeChoice[];
  recordType: string | null;
  /** Columns that are an array of counters in rows or cells, to be drawn as a histogram. */
  histograms: { column: string; title: string }[];
}

export interface RecordTypeChoice {
  id: string;
  /** `struct event` */
  label: string;
  /** Why it is offered; already localised. */
  reason: string;
}

export interface RecordColumn {
  id: string;
  title: string;
  /** C's name of the type, for the tooltip. */
  type: string;
  group: 'key' | 'value' | 'rate' | 'record';
  numeric: boolean;
  editable: boolean;
  /** Cells lead somewhere: an inner map, a program. */
  link: boolean;
  /** Formats that the user may choose, the present one first; empty when there is but one. */
  formats: { id: string; label: string }[];
  /** Fixed texts to choose from when editing: names of an enum. */
  choices: string[];
}

export interface RecordRow {
  position: number;
  /** One text per column. */
  cells: string[];
  /** Indexes of cells that changed since the reading before. */
  changed?: number[];
  state?: 'new' | 'gone';
  /** Shown across all columns instead of cells: `12 records lost`. */
  whole?: string;
}

export interface RecordPart {
  /** `CPU 3`, already localised. */
  label: string;
  cells: string[];
}

export interface RecordStatus {
  generation: number;
  /** Positions of the first row and behind the last one. */
  first: number;
  end: number;
  /** Rows without the filter. */
  total: number;
  /** Share of the entries read, sorted or filtered so far; 1 when done, null when it cannot be told. */
  progress: number | null;
  /** What is being done, localised; empty when nothing is. */
  doing: string;
  live: boolean;
  paused: boolean;
  held: number;
  /** Records per second, or readings. */
  rate: number;
  lost: number;
  dropped: number;
  /** `Read 12:01:07 in 14 ms`; already localised. */
  freshness: string;
  filterProblem: string | null;
  /** The map, its owner or the run is gone: what is shown is the last that was there. */
  ended: string | null;
  sort: { column: string; direction: 'up' | 'down' } | null;
  /** The newest rows, while the page follows them, or the rows in view after a reading. */
  rows: RecordRow[];
}

export interface Histogram {
  column: string;
  title: string;
  scale: 'log2' | 'linear';
  /** In rising order, without those beyond the last that counts. `label` is `8 → 15`. */
  buckets: { label: string; count: number }[];
}

export interface Series {
  title: string;
  /** Milliseconds since 1970. */
  times: number[];
  values: (number | null)[];
  /** Per second, when the number is a counter. */
  rates: (number | null)[];
}

/** The panel's texts in the user's language; `{0}`, `{1}`… are filled in by the page. */
export interface RecordTexts {
  tableLabel: string;
  filterLabel: string;
  filterPlaceholder: string;
  filterHelp: string;
  clearFilter: string;
  pause: string;
  resume: string;
  follow: string;
  columnsMenu: string;
  columnsHeading: string;
  resizeColumn: string;
  sortUp: string;
  sortDown: string;
  sortNone: string;
  copyRow: string;
  copyCell: string;
  filterByCell: string;
  filterOutCell: string;
  export: string;
  clear: string;
  refresh: string;
  stop: string;
  interval: string;
  intervalOff: string;
  /** `{0}` seconds. */
  intervalSeconds: string;
  add: string;
  edit: string;
  remove: string;
  save: string;
  cancel: string;
  addHeading: string;
  editHeading: string;
  keyHeading: string;
  valueHeading: string;
  parts: string;
  partsHeading: string;
  formatHeading: string;
  recordType: string;
  histogram: string;
  histogramNone: string;
  scaleLog2: string;
  scaleLinear: string;
  chart: string;
  chartClose: string;
  chartValue: string;
  chartRate: string;
  /** `{0}` rows. */
  rows: string;
  /** `{0}` of `{1}` rows. */
  rowsOf: string;
  lost: string;
  dropped: string;
  rate: string;
  pausedNone: string;
  pausedSome: string;
  /** Belongs to `{0}` (process `{1}`). */
  foreign: string;
  emptyTitle: string;
  emptyText: string;
  waitingTitle: string;
  waitingText: string;
  noMatchTitle: string;
  noMatchLink: string;
  changedCell: string;
  newRow: string;
  goneRow: string;
  followLink: string;
  /** Caption over the columns that tell how fast a value changes. */
  rateHeading: string;
  /** Label of the choice between `scaleLog2` and `scaleLinear`. */
  scale: string;
  bucketHeading: string;
  countHeading: string;
  /** Label of the choice between `chartValue` and `chartRate`. */
  chartShows: string;
  /** Now `{0}`, least `{1}`, most `{2}` in the last `{3}` seconds. */
  chartSummary: string;
  chartWaiting: string;
  close: string;
}
