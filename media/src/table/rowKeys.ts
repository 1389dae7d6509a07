/**
 * Which element a row gets when the rows in sight move. By a few rows, those that stay keep their elements and only
 * the others are made, so that little is laid out and drawn anew. By many, all elements stay where they are and get
 * other texts, which costs less than making them.
 */
export class RowKeys {
  #start = 0;
  #shift = 0;

  /** What to take off a position for the key of its row's element. */
  shift(start: number, count: number): number {
    const moved = start - this.#start;
    this.#start = start;
    if (Math.abs(moved) * 3 > count) this.#shift += moved;
    return this.#shift;
  }
}
