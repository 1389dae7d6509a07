/**
 * Which entry stood in which row when the page was last told of it. Rows of a live map move with every reading; what a
 * person does is meant for the entry that they saw. Pure.
 */
type Key = Uint8Array<ArrayBuffer>;

/** More rows than a window shows in a long while. */
const most = 20_000;

export class ShownEntries {
  readonly #byPosition = new Map<number, Key>();
  readonly #byText = new Map<string, Key>();

  /** @param cells of the key, as the row shows them */
  note(position: number, cells: readonly string[], key: Key): void {
    if (this.#byText.size >= most) this.clear();
    this.#byPosition.set(position, key);
    this.#byText.set(cells.join('\n'), key);
  }

  /** Undefined for a row that was not shown. */
  at(position: number): Key | undefined {
    return this.#byPosition.get(position);
  }

  named(cells: readonly string[]): Key | undefined {
    return this.#byText.get(cells.join('\n'));
  }

  /** The rows are others from now on. */
  clear(): void {
    this.#byPosition.clear();
    this.#byText.clear();
  }
}
