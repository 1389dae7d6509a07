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
}

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

export function boundedWidth(width: number): number {
  return Math.round(Math.max(leastColumnWidth, Math.min(width, mostColumnWidth)));
}
