/** The column that the keyboard is on, in the active row; it stays with its column when others come and go. */
import type { TableColumn } from './tableColumn';

export class CellCursor {
  #column: string | undefined;

  set(column: string | undefined): void {
    this.#column = column;
  }

  index(columns: readonly TableColumn[]): number | undefined {
    const index = columns.findIndex(({ id }) => id === this.#column);
    return index < 0 ? undefined : index;
  }

  /** The first step goes to the outermost column on the side that it comes from. */
  move(columns: readonly TableColumn[], step: -1 | 1): void {
    const last = columns.length - 1;
    const from = this.index(columns) ?? (step === 1 ? -1 : last + 1);
    this.#column = columns[Math.max(0, Math.min(from + step, last))]?.id;
  }
}

/** Scrolls sideways until the cell is wholly in sight, or at least its beginning. */
export function showCell(cell: HTMLElement, scroller: HTMLElement): void {
  const { offsetLeft: left, offsetWidth: width } = cell;
  const { scrollLeft, clientWidth } = scroller;
  if (left < scrollLeft) scroller.scrollLeft = left;
  else if (left + width > scrollLeft + clientWidth) {
    scroller.scrollLeft = Math.min(left, left + width - clientWidth);
  }
}
