/** The trace view's columns, and what stands in them. */
import type { TimeMode, TraceColumnId, TracePanelSettings, TraceRow, TraceTexts } from '#protocol/tracePanel';
import type { TableColumn } from '../table/tableColumn';
import type { RowView } from '../table/tableRows';
import { fill } from '../texts';

/** In the order in which they are shown, so many characters wide; numbers stand at the right. */
const layout: readonly { id: TraceColumnId; characters: number; align?: 'end'; grow?: true }[] = [
  { id: 'run', characters: 20 },
  { id: 'time', characters: 13, align: 'end' },
  { id: 'cpu', characters: 4, align: 'end' },
  { id: 'task', characters: 15 },
  { id: 'pid', characters: 7, align: 'end' },
  { id: 'flags', characters: 6 },
  { id: 'function', characters: 16 },
  { id: 'message', characters: 30, grow: true },
];

/** To the left and right of a cell's text. */
const padding = 17;

export const columnIds: readonly TraceColumnId[] = layout.map((column) => column.id);

export type TraceTableColumn = TableColumn & { id: TraceColumnId };

export function traceColumns(
  texts: TraceTexts,
  settings: TracePanelSettings,
  charWidth: number,
): TraceTableColumn[] {
  return layout
    .filter(({ id }) => !settings.hidden.includes(id))
    .map(({ characters, ...column }) => ({
      ...column,
      width: Math.ceil(characters * charWidth) + padding,
      title: texts.columns[column.id],
      resizeLabel: fill(texts.resizeColumn, texts.columns[column.id]),
    }));
}

export interface RowContext {
  texts: TraceTexts;
  time: TimeMode;
  number: (value: number) => string;
  runLabel: (run: number) => string;
}

export function rowView(row: TraceRow, columns: readonly TraceTableColumn[], context: RowContext): RowView {
  const { texts, number } = context;
  if (row.kind === 'lost') {
    const where = fill(texts.lostRowCpu, number(row.cpu ?? 0));
    const what = row.lost === undefined ? texts.lostRowUnknown : fill(texts.lostRow, number(row.lost));
    return { cells: [], whole: `${where} ${what}`, className: 'trace-lost' };
  }
  return {
    cells: columns.map(({ id }) => cellText(row, id, context)),
    className: row.kind === 'other' ? 'trace-other' : '',
  };
}

function cellText(row: TraceRow, column: TraceColumnId, { time, runLabel }: RowContext): string {
  switch (column) {
    case 'run':
      return runLabel(row.run);
    case 'time':
      return timeText(row, time);
    case 'cpu':
    case 'pid':
      return row[column] === undefined ? '' : String(row[column]);
    default:
      return row[column];
  }
}

/** A clock that does not count time cannot be counted from: its numbers are shown as they are. */
function timeText(row: TraceRow, mode: TimeMode): string {
  const microseconds = mode === 'relative' ? row.relative : mode === 'delta' ? row.delta : undefined;
  if (microseconds === undefined) return mode === 'delta' && row.relative !== undefined ? '' : row.time;
  return `${microseconds < 0 ? '−' : '+'}${(Math.abs(microseconds) / 1e6).toFixed(6)}`;
}
