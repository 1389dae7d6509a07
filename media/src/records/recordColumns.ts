/** The columns of the table and what stands in a row, from what the host says of them. */
import type { RecordColumn, RecordRow, RecordShape, RecordStatus, RecordTexts } from '#protocol/recordPanel';
import type { ColumnSort, TableColumn } from '../table/tableColumn';
import type { RowView } from '../table/tableRows';
import { fill } from '../texts';
import type { ChangeMarks } from './changeMarks';
import type { Setup } from './setup';

/** A shown column and where it stands among all, which is where its cells are. */
export type RecordTableColumn = TableColumn & { index: number };

/** To the left and right of a cell's text. */
const padding = 17;
/** Before the first cell, for the sign of new and gone rows. */
const gutter = 8;
/** For the mark of the order. */
const sortMark = 20;
const fewest = 5;
/** What is longer can be made wider, or read in the tooltip. */
export const mostCharacters = 40;

export function recordColumns(
  shape: RecordShape,
  { texts, settings, charWidth, titleWidth }: Setup,
  sort: RecordStatus['sort'],
  characters: readonly number[],
): RecordTableColumn[] {
  const shown = shape.columns
    .map((column, index) => ({ column, index }))
    .filter(({ column }) => !settings.hidden.includes(column.id));
  const last = shown.at(-1);
  return shown.map(({ column, index }, place) => ({
    index,
    id: column.id,
    title: column.title,
    tooltip: column.type === '' ? column.title : `${column.title}: ${column.type}`,
    width: Math.ceil(
      Math.max(Math.max(fewest, characters[index] ?? 0) * charWidth, titleWidth(column.title) + sortMark) +
        padding +
        (place === 0 ? gutter : 0),
    ),
    resizeLabel: fill(texts.resizeColumn, column.title),
    group: groupCaption(texts, column.group),
    link: column.link,
    ...(shape.can.sort ? { sort: columnSort(texts, column.id, sort) } : {}),
    ...(column.numeric ? { align: 'end' as const } : {}),
    ...(index === last?.index && !column.numeric ? { grow: true } : {}),
  }));
}

function groupCaption(texts: RecordTexts, group: RecordColumn['group']): string {
  const captions = { key: texts.keyHeading, value: texts.valueHeading, rate: texts.rateHeading, record: '' };
  return captions[group];
}

function columnSort(texts: RecordTexts, id: string, sort: RecordStatus['sort']): ColumnSort {
  const now = sort?.column === id ? sort.direction : 'none';
  const labels = { none: texts.sortUp, up: texts.sortDown, down: texts.sortNone };
  return { now, label: labels[now] };
}

/**
 * How long the cells of each column are, as far as they were seen. They only grow, so that columns do not dance; the
 * same array comes back when nothing did.
 */
export function grownCharacters(known: readonly number[], rows: readonly RecordRow[]): readonly number[] {
  let grown: number[] | undefined;
  for (const { cells, whole } of rows) {
    if (whole !== undefined) continue;
    for (const [index, text] of cells.entries()) {
      const length = Math.min(mostCharacters, text.length);
      if (length <= ((grown ?? known)[index] ?? 0)) continue;
      grown ??= [...known];
      grown[index] = length;
    }
  }
  return grown ?? known;
}

export function recordRowView(
  row: RecordRow,
  columns: readonly RecordTableColumn[],
  marks: ChangeMarks,
  texts: RecordTexts,
  now: number,
): RowView {
  if (row.whole !== undefined) return { cells: [], whole: row.whole, className: 'record-whole' };
  const indexes = columns.map(({ index }) => index);
  const view: RowView = { cells: indexes.map((index) => row.cells[index] ?? '') };
  const cellMarks = marks.marks(row, indexes, texts, now);
  if (cellMarks) view.marks = cellMarks;
  if (row.state !== undefined) {
    view.className = `record-${row.state}`;
    view.note = row.state === 'new' ? texts.newRow : texts.goneRow;
  }
  return view;
}
