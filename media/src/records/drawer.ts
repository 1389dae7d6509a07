/** What is open below the table: a histogram, a number over time, the values per CPU of an entry. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Histogram, RecordShape, RecordToHost, RecordToPage, Series } from '#protocol/recordPanel';
import { chartView, type Shows } from './chartView';
import type { DrawerSection } from './drawerSection';
import { histogramView } from './histogramView';
import { partsView, type EntryParts } from './partsView';
import type { Setup } from './setup';

type Answer = Extract<RecordToPage, { type: 'histogram' | 'series' | 'parts' }>;

/** A place in the table. */
export interface Spot {
  generation: number;
  position: number;
}

export class Drawer {
  readonly #post: (message: RecordToHost) => void;
  readonly #changed: () => void;
  #histogram: Histogram | undefined;
  #chart: { series: Series | undefined; shows: Shows } | undefined;
  #parts: (EntryParts & Spot) | undefined;
  #opened: DrawerSection['className'] | undefined;

  constructor(post: (message: RecordToHost) => void, changed: () => void) {
    this.#post = post;
    this.#changed = changed;
  }

  /** Column of the histogram that is shown. */
  get histogram(): string | null {
    return this.#histogram?.column ?? null;
  }

  showHistogram(histogram: { column: string; title: string } | undefined, scale: Histogram['scale']): void {
    const same = this.#histogram?.column === histogram?.column ? this.#histogram?.buckets : undefined;
    this.#histogram = histogram && { ...histogram, scale, buckets: same ?? [] };
    this.#post({ type: 'histogram', column: this.histogram, scale });
    if (histogram) this.#opened = 'histogram';
    this.#changed();
  }

  showChart({ generation, position }: Spot, column: string): void {
    this.#chart = { series: undefined, shows: this.#chart?.shows ?? 'value' };
    this.#post({ type: 'series', generation, position, column });
    this.#opened = 'chart';
    this.#changed();
  }

  showParts({ generation, position }: Spot, entry: string): void {
    this.#post({ type: 'parts', generation, position });
    this.#parts = { generation, position, entry, parts: undefined };
    this.#opened = 'parts';
    this.#changed();
  }

  /** What was opened since this was last asked. */
  takeOpened(): DrawerSection['className'] | undefined {
    const opened = this.#opened;
    this.#opened = undefined;
    return opened;
  }

  take(message: Answer): void {
    if (message.type === 'histogram') {
      if (this.#histogram?.column === message.column) this.#histogram = message;
    } else if (message.type === 'series') {
      if (this.#chart) this.#chart.series = message;
    } else if (this.#parts?.generation === message.generation && this.#parts.position === message.position) {
      this.#parts.parts = message.parts;
    }
  }

  /** Values were read anew, and the parts that are shown are of the reading before. */
  refresh(generation: number): void {
    if (this.#parts?.generation !== generation) return;
    this.#post({ type: 'parts', generation, position: this.#parts.position });
  }

  /** What is shown is looked at with other columns now, or something else is. */
  takeShape(shape: RecordShape): void {
    const column = this.histogram;
    if (column !== null && !shape.histograms.some((one) => one.column === column))
      this.#histogram = undefined;
    this.#parts = undefined;
  }

  view(
    setup: Setup,
    shape: RecordShape,
    scale: (scale: Histogram['scale']) => void,
  ): TemplateResult | typeof nothing {
    if (!this.#histogram && !this.#chart && !this.#parts) return nothing;
    return html`<div class="drawer">
      ${
        this.#histogram
          ? histogramView(setup, this.#histogram, {
              scale,
              close: () => this.showHistogram(undefined, setup.settings.histogramScale),
            })
          : nothing
      }
      ${
        this.#chart
          ? chartView(setup, this.#chart.series, this.#chart.shows, {
              show: (what) => this.#showInChart(what),
              close: () => this.#closeChart(),
            })
          : nothing
      }
      ${this.#parts ? partsView(setup, shape, this.#parts, () => this.#closeParts()) : nothing}
    </div>`;
  }

  #showInChart(shows: Shows): void {
    if (this.#chart) this.#chart.shows = shows;
    this.#changed();
  }

  #closeChart(): void {
    this.#chart = undefined;
    this.#post({ type: 'series', generation: 0, position: null, column: null });
    this.#changed();
  }

  #closeParts(): void {
    this.#parts = undefined;
    this.#changed();
  }
}
