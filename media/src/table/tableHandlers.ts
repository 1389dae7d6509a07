/** What a table tells whoever shows it. */
import type { SortDirection } from './tableColumn';

export interface TableHandlers {
  /** The rows `[start, end)` are looked at, or about to be. */
  view(start: number, end: number): void;
  /** The user left the newest row, or came back to it. */
  follow(on: boolean): void;
  /** `column` is the one that the keyboard is on, or under the pointer. */
  open(position: number, how: 'peek' | 'go', column?: string): void;
  copy(first: number, last: number): void;
  resize(column: string, width: number | undefined): void;
  /** `x` and `y` in the window. */
  menu(position: number, column: string | undefined, x: number, y: number): void;
  sort?(column: string, to: SortDirection): void;
  /** A cell's link is to be followed. */
  link?(position: number, column: string): void;
  edit?(position: number, column: string | undefined): void;
  remove?(first: number, last: number): void;
}
