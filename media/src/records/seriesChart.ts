/**
 * `<series-chart>`: a number over time as a line. It is drawn by uPlot on a canvas; what it shows is told in words by
 * the section around it.
 */
import { LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import uPlot from 'uplot';
import { chartTheme, watchTheme } from './chartTheme';

@customElement('series-chart')
export class SeriesChart extends LitElement {
  /** Milliseconds since 1970. */
  @property({ attribute: false }) times: readonly number[] = [];
  @property({ attribute: false }) values: readonly (number | null)[] = [];
  @property({ attribute: false }) locale = 'en';

  #plot: uPlot | undefined;
  #theme: MutationObserver | undefined;
  readonly #resized = new ResizeObserver(() => {
    this.#plot?.setSize(this.#size);
    if (!this.#plot) this.requestUpdate();
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized.observe(this);
    this.#theme = watchTheme(() => {
      this.#drop();
      this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
    this.#theme?.disconnect();
    this.#drop();
  }

  /** What is drawn is not Lit's. */
  protected override createRenderRoot(): this {
    return this;
  }

  /** At most once a frame, however often something changes. */
  protected override async scheduleUpdate(): Promise<void> {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    await super.scheduleUpdate();
  }

  protected override updated(): void {
    const data: uPlot.AlignedData = [[...this.times], [...this.values]];
    const { width, height } = this.#size;
    if (width === 0 || height === 0) return;
    if (this.#plot) this.#plot.setData(data);
    else this.#plot = new uPlot(this.#options(), data, this);
  }

  get #size(): { width: number; height: number } {
    return { width: this.clientWidth, height: this.clientHeight };
  }

  #drop(): void {
    this.#plot?.destroy();
    this.#plot = undefined;
  }

  #options(): uPlot.Options {
    const { line, text, grid, font } = chartTheme(this);
    const clock = new Intl.DateTimeFormat(this.locale, { timeStyle: 'medium' });
    const short = new Intl.NumberFormat(this.locale, { notation: 'compact', maximumFractionDigits: 2 });
    const axis: uPlot.Axis = {
      stroke: text,
      font,
      grid: { stroke: grid, width: 1 },
      ticks: { stroke: grid, width: 1, size: 4 },
    };
    return {
      ...this.#size,
      ms: 1,
      // Half of the last moment's text stands right of its line.
      padding: [null, 36, null, null],
      legend: { show: false },
      cursor: { drag: { x: false, y: false } },
      scales: { y: { range: { min: { pad: 0.1 }, max: { pad: 0.1 } } } },
      series: [{}, { stroke: line, width: 1.5, points: { show: (plot) => plot.data[0].length < 2 } }],
      axes: [
        {
          ...axis,
          size: 26,
          space: 80,
          values: (_plot, splits) => splits.map((split) => clock.format(split)),
        },
        { ...axis, size: 56, values: (_plot, splits) => splits.map((split) => short.format(split)) },
      ],
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'series-chart': SeriesChart;
  }
}
