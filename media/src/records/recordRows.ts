/** The rows that came, as the table shows them: what is in sight, what changed, and how long the texts are. */
import type { RecordRow, RecordStatus, RecordTexts } from '#protocol/recordPanel';
import { RowWindow, type View } from '../panel/rowWindow';
import type { RowView } from '../table/tableRows';
import { ChangeMarks } from './changeMarks';
import { grownCharacters, recordRowView, type RecordTableColumn } from './recordColumns';

export class RecordRows {
  readonly #window: RowWindow<RecordRow>;
  readonly #marks = new ChangeMarks();
  readonly #grew: () => void;
  #characters: readonly number[] = [];

  /** `tell` asks the host for rows; `grew` is called when texts came that are longer than all before. */
  constructor(tell: (view: View) => void, grew: () => void) {
    this.#window = new RowWindow(tell);
    this.#grew = grew;
  }

  /** Of the longest text in each column. */
  get characters(): readonly number[] {
    return this.#characters;
  }

  /** The columns are others from now on. */
  forgetLengths(): void {
    this.#characters = [];
  }

  /** Entries of a map change in their places, events stay what they are. */
  set changing(changing: boolean) {
    this.#window.changing = changing;
  }

  get(position: number): RecordRow | undefined {
    return this.#window.get(position);
  }

  /** True when all rows are others than before. */
  take(status: RecordStatus): boolean {
    this.#note(status.rows);
    return this.#window.take(status);
  }

  add(generation: number, rows: readonly RecordRow[]): void {
    this.#note(rows);
    this.#window.add(generation, rows);
  }

  look(start: number, end: number, follow: boolean): void {
    this.#window.look(start, end, follow);
  }

  view(position: number, columns: readonly RecordTableColumn[], texts: RecordTexts): RowView | undefined {
    const row = this.#window.get(position);
    return row && recordRowView(row, columns, this.#marks, texts, performance.now());
  }

  #note(rows: readonly RecordRow[]): void {
    if (rows.length === 0) return;
    this.#marks.note(rows, performance.now());
    const grown = grownCharacters(this.#characters, rows);
    if (grown === this.#characters) return;
    this.#characters = grown;
    this.#grew();
  }
}
