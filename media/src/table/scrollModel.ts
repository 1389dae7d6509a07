/**
 * Where a long table of equal rows stands. The truth is the position of the row at the top edge, as a fraction, so
 * rows that are added behind or taken away in front do not move what is being read. The element that scrolls follows:
 * browsers limit an element's height (Chromium: 2^25 pixels of the screen, so a million rows of 22 px are too many on
 * a screen of two pixels per CSS pixel), and beyond `mostHeight` its scroll bar counts in larger steps than pixels.
 */

/** In CSS pixels; leaves room for zoom and dense screens. */
export const mostHeight = 6_000_000;

export class ScrollModel {
  #first = 0;
  #end = 0;
  /** Position of the row at the element's offset 0. Lags behind `first` until `settle`. */
  #origin = 0;
  #viewport = 0;
  #top = 0;
  #native = 0;

  constructor(readonly rowHeight: number) {}

  /** Position at the top edge. */
  get top(): number {
    return this.#top;
  }

  /** The element's `scrollTop` as it was last told or set. */
  get native(): number {
    return this.#native;
  }

  /** Rows that fit, as a fraction. */
  get page(): number {
    return this.#viewport / this.rowHeight;
  }

  get lastTop(): number {
    return Math.max(this.#first, this.#end - this.page);
  }

  /** Less than a pixel away from the end. */
  get atEnd(): boolean {
    return this.#top >= this.lastTop - 1 / this.rowHeight;
  }

  /** Height of what is scrolled. */
  get height(): number {
    return Math.min(this.#fullHeight, mostHeight);
  }

  setRows(first: number, end: number): void {
    this.#first = first;
    this.#end = end;
    this.#origin = Math.min(this.#origin, first);
    this.#clamp();
  }

  setViewport(height: number): void {
    this.#viewport = height;
    this.#clamp();
  }

  scrollTo(top: number): void {
    this.#top = top;
    this.#clamp();
  }

  /** Makes a row wholly visible by the shortest way. */
  reveal(position: number): void {
    if (position < this.#top) this.scrollTo(position);
    else if (position + 1 > this.#top + this.page) this.scrollTo(position + 1 - this.page);
  }

  /** The user scrolled the element. Beyond the most height, small steps are pixels and large ones the bar's. */
  scrolled(native: number): void {
    const delta = native - this.#native;
    this.#native = native;
    const scale = this.#scale;
    if (scale > 1 && Math.abs(delta) <= this.#viewport * 3) this.#top += delta / this.rowHeight;
    else this.#top = this.#origin + (native * scale) / this.rowHeight;
    this.#clamp();
  }

  /** Brings the element's offset in line with the truth: the `scrollTop` to set, when nobody is scrolling. */
  settle(): number {
    this.#origin = this.#first;
    this.#native = Math.round(((this.#top - this.#origin) * this.rowHeight) / this.#scale);
    return this.#native;
  }

  /** Whether the scroll bar is at an end before the rows are: it must settle at once to go on. */
  get stuck(): boolean {
    const atStart = this.#native <= 0 && this.#top > this.#first;
    return atStart || (this.#native >= this.height - this.#viewport && !this.atEnd);
  }

  /** Offset of a row's upper edge inside what is scrolled. */
  offset(position: number): number {
    return this.#native + (position - this.#top) * this.rowHeight;
  }

  /** The rows in sight and `overscan` more on either side: `[start, end)`. */
  range(overscan: number): { start: number; end: number } {
    return {
      start: Math.max(this.#first, Math.floor(this.#top) - overscan),
      end: Math.min(this.#end, Math.ceil(this.#top + this.page) + overscan),
    };
  }

  get #fullHeight(): number {
    return (this.#end - this.#origin) * this.rowHeight;
  }

  get #scale(): number {
    const rest = this.height - this.#viewport;
    return this.#fullHeight <= mostHeight || rest <= 0 ? 1 : (this.#fullHeight - this.#viewport) / rest;
  }

  #clamp(): void {
    this.#top = Math.max(this.#first, Math.min(this.#top, this.lastTop));
  }
}
