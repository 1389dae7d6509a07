/** What is drawn beside a map's table: its buckets as a histogram, one number over time. */
import type { CellSeries } from '#bpf/records/cellSeries';
import { bucketColumn, countsOfKeys, countsOfList } from '#bpf/records/mapCounts';
import type { MapTable } from '#bpf/records/mapTable';
import { histogramOf, type CounterList } from '#bpf/values/histogram';
import type { RecordShape, RecordToPage } from '#protocol/recordPanel';

/** What the user chose to be drawn. */
interface Drawn {
  column: string;
  scale: 'log2' | 'linear';
}

export class MapGraphs {
  #histogram: Drawn | undefined;
  #series: { cell: CellSeries; title: string } | undefined;

  constructor(
    private readonly table: MapTable,
    private readonly lists: readonly CounterList[],
    private readonly emit: (message: RecordToPage) => void,
  ) {}

  /** What can be drawn as a histogram. */
  get choices(): RecordShape['histograms'] {
    const bucket = bucketColumn(this.table);
    const lists = this.lists.map(({ id }) => ({ column: id, title: id }));
    return bucket ? [{ column: bucket.id, title: bucket.id }, ...lists] : lists;
  }

  drawHistogram(column: string | null, scale: Drawn['scale']): void {
    this.#histogram = column === null ? undefined : { column, scale };
    this.#sendHistogram();
  }

  /** Undefined ends it. */
  drawSeries(cell: { key: Uint8Array; column: string } | undefined, title: string): void {
    const series = this.table.watch(cell);
    this.#series = series && { cell: series, title };
    this.#sendSeries();
  }

  /** To be called after each reading. */
  update(): void {
    this.#sendHistogram();
    this.#sendSeries();
  }

  #sendHistogram(): void {
    const drawn = this.#histogram;
    if (!drawn) return;
    const { column, scale } = drawn;
    const buckets = histogramOf(this.#counts(column), scale);
    this.emit({
      type: 'histogram',
      column,
      title: column,
      scale,
      // A bar's length needs no more than a double has.
      buckets: buckets.map(({ label, count }) => ({ label: label.replace('->', '→'), count: Number(count) })),
    });
  }

  #counts(column: string): (number | bigint)[] {
    const list = this.lists.find(({ id }) => id === column);
    if (list) return countsOfList(this.table, list);
    const bucket = bucketColumn(this.table);
    return bucket ? countsOfKeys(this.table, bucket) : [];
  }

  #sendSeries(): void {
    if (!this.#series) return;
    const { cell, title } = this.#series;
    const { moments } = cell;
    this.emit({
      type: 'series',
      title,
      times: moments.map(({ at }) => at),
      values: moments.map(({ value }) => (value === undefined ? null : Number(value))),
      rates: moments.map(({ rate }) => rate ?? null),
    });
  }
}
