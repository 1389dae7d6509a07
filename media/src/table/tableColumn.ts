/** Columns of a table: what they are called, how wide they are, and the grid that their cells stand in. */

export interface TableColumn {
  id: string;
  title: string;
  /** CSS pixels, unless the user chose otherwise. */
  width: number;
  /** Takes the room that is left, too. */
  grow?: boolean;
  /** Numbers stand at the right. */
  align?: 'end';
  /** For the handle between this column and the next. */
  resizeLabel: string;
  /** Of the title; the title itself without. */
  tooltip?: string;
  /** Caption over this column and its neighbours of the same group. */
  group?: string;
  /** Cells lead somewhere: their text is a link. */
  link?: boolean;
  sort?: ColumnSort;
}

/** The title is a button that sorts. */
export interface ColumnSort {
  now: SortDirection;
  /** What the button does next. */
  label: string;
}

export type SortDirection = 'up' | 'down' | 'none';

export const leastColumnWidth = 32;
export const mostColumnWidth = 4000;

export function columnWidth(column: TableColumn, widths: Readonly<Record<string, number>>): number {
  return widths[column.id] ?? column.width;
}

/** For `grid-template-columns`. */
export function gridTemplate(
  columns: readonly TableColumn[],
  widths: Readonly<Record<string, number>>,
): string {
  return columns
    .map((column) => {
      const width = columnWidth(column, widths);
      return column.grow ? `minmax(${width}px, 1fr)` : `${width}px`;
    })
    .join(' ');
}

/** Neighbours under one caption: `key key value` is two groups. Empty when the columns are of one kind. */
export function columnGroups(columns: readonly TableColumn[]): { label: string; span: number }[] {
  const groups: { label: string; span: number }[] = [];
  for (const { group: label = '' } of columns) {
    const last = groups.at(-1);
    if (last?.label === label) last.span++;
    else groups.push({ label, span: 1 });
  }
  return groups.length > 1 ? groups : [];
}

/** Whether a line before this column tells its group from the one before. */
export function startsGroup(columns: readonly TableColumn[], index: number): boolean {
  return index > 0 && columns[index]?.group !== columns[index - 1]?.group;
}

/** Up, down, and back to the order that the rows have by themselves. */
export function nextSort(now: SortDirection): SortDirection {
  return now === 'none' ? 'up' : now === 'up' ? 'down' : 'none';
}

export function boundedWidth(width: number): number {
  return Math.round(Math.max(leastColumnWidth, Math.min(width, mostColumnWidth)));
}
