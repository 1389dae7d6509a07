/**
 * Which cells are shown as changed, and which of them just now: those flash and fade. Elements of a table are reused
 * for other rows, and a style's animation begins only when its name is another than before. So the flash has two
 * names that take turns from one reading to the next, and is taken away when its time is over.
 */
import type { RecordRow, RecordTexts } from '#protocol/recordPanel';
import type { CellMark } from '../table/tableRows';

/** As long as the animation in records.css. */
export const flashMs = 1200;

export class ChangeMarks {
  readonly #came = new WeakMap<RecordRow, { at: number; turn: 0 | 1 }>();
  #turn: 0 | 1 = 0;

  /** Rows of one message, that is of one reading. */
  note(rows: readonly RecordRow[], at: number): void {
    this.#turn = this.#turn === 0 ? 1 : 0;
    for (const row of rows) if (row.changed) this.#came.set(row, { at, turn: this.#turn });
  }

  /** By the index of the shown columns, of which `columns` are the indexes among all. */
  marks(
    row: RecordRow,
    columns: readonly number[],
    texts: Pick<RecordTexts, 'changedCell'>,
    now: number,
  ): (CellMark | undefined)[] | undefined {
    if (!row.changed || row.changed.length === 0) return undefined;
    const { changed } = row;
    const came = this.#came.get(row);
    const className = came && now - came.at < flashMs ? `changed flash-${came.turn}` : 'changed';
    const mark: CellMark = { className, note: texts.changedCell };
    return columns.map((index) => (changed.includes(index) ? mark : undefined));
  }
}
