/** What the panel of a ring buffer does with its records, without a page: stores them, and looks every 50 ms. */
import type { Btf } from '#bpf/btf/btf';
import { EventStore } from '#bpf/records/eventStore';
import { EventTable } from '#bpf/records/eventTable';
import { parseFilter } from '#bpf/table/filterExpression';
import { columnsOf } from '#bpf/values/columnsOf';
import type { EventRecords } from '#targets/live/readEvents';

const updateMs = 50;
/** How long filtering may take at a time, as in client/src/records/recordController.ts. */
const stepMs = 12;
const rowsOnScreen = 60;

/**
 * - `all`: no filter, and the newest rows are decoded.
 * - `filtered`: a column of every record is read, and most pass.
 * - `decoded`: every cell of every record is read as text.
 */
export type Look = 'all' | 'filtered' | 'decoded';

export interface RecordStructure {
  btf: Btf;
  type: number;
  /** In bytes. */
  size: number;
}

export class EventFeed {
  readonly store = new EventStore({ records: 1_000_000, bytes: 256 * 1024 ** 2 });
  readonly #table: EventTable;
  readonly #timer: NodeJS.Timeout;
  readonly #look: Look;
  #decoded = 0;
  /** Milliseconds of each update. */
  readonly updates: number[] = [];
  /** Rows that were not filtered yet when an update was over. */
  behind = 0;
  characters = 0;

  constructor({ btf, type, size }: RecordStructure, look: Look) {
    const { columns } = columnsOf(btf, type, 'record');
    this.#table = new EventTable(this.store, { columns, size, source: 'ringbuf' });
    this.#look = look;
    if (look === 'filtered')
      this.#table.setFilter(parseFilter('size:>=100', this.#table.filterColumns).filter);
    this.#timer = setInterval(() => this.#update(), updateMs);
  }

  add({ records, count, lost }: EventRecords): void {
    const { value } = this.store.add(records, count, lost);
    if (value !== count || lost > 0) throw new Error(`${value} of ${count} records taken, ${lost} lost`);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #update(): void {
    const since = performance.now();
    const table = this.#table;
    table.advance(() => performance.now() - since >= stepMs);
    this.behind = Math.max(this.behind, table.pending);
    const from = this.#look === 'decoded' ? Math.max(this.#decoded, table.first) : table.end - rowsOnScreen;
    this.#decoded = table.end;
    for (const { cells } of table.rows(from, table.end - from)) {
      for (const cell of cells) this.characters += cell.length;
    }
    this.updates.push(performance.now() - since);
  }
}
