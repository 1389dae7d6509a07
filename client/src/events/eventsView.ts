/** The live table of a ring buffer or perf event array: its records, decoded as a structure that can be changed. */
import * as vscode from 'vscode';
import { EventStore } from '#bpf/records/eventStore';
import { EventTable } from '#bpf/records/eventTable';
import type { ExportFormat } from '#bpf/table/exportFormats';
import type { ExportPiece } from '#bpf/table/exportPieces';
import { parseFilter } from '#bpf/table/filterExpression';
import { bytesLeaf } from '#bpf/values/bytesColumns';
import { columnsOf } from '#bpf/values/columnsOf';
import { timestampText } from '#bpf/values/timeText';
import { leafColumn } from '#bpf/values/typedColumn';
import type { ValueFormat, ValueOptions } from '#bpf/values/valueColumn';
import type { MapInfo } from '#protocol/agentMaps';
import type {
  RecordColumn,
  RecordRow,
  RecordShape,
  RecordStatus,
  RecordToPage,
  RecordTypeChoice,
} from '#protocol/recordPanel';
import { Emitter } from '#targets/emitter';
import type { EventRecords } from '#targets/live/readEvents';
import { columnInfo } from '../records/columnInfo';
import { unable } from '../records/unable';
import type { RecordAction, RecordView } from '../records/recordView';
import { LineRate } from '../trace/lineRate';
import { filterProblemText } from '../trace/panelTexts';
import type { EventTypeChoice } from './eventTypeChoice';

export interface EventsSource {
  info: MapInfo;
  title: string;
  choices: readonly EventTypeChoice[];
  /** Milliseconds since 1970 when the target's CLOCK_MONOTONIC was 0. */
  bootTime: number;
  limits: { records: number; bytes: number };
  /** Whether a filter's work came to its end in time; false when it was stopped. */
  guarded: (work: () => void) => boolean;
  /** Ends the reading; called once. */
  stop: () => void;
}

export class EventsView implements RecordView {
  readonly changed = new Emitter<'shape' | 'rows'>();
  readonly messages = new Emitter<RecordToPage>();
  /** Not used by an earlier session either, so a page's kept positions are never taken for another table's. */
  generation = Date.now();
  readonly #store: EventStore;
  readonly #table: EventTable;
  readonly #rate = new LineRate();
  readonly #formats: Record<string, ValueFormat> = {};
  #choice: EventTypeChoice | undefined;
  #filter = '';
  #problem: string | null = null;
  #ended: string | null = null;
  #sought: number | undefined;
  #columnIds = '';

  constructor(private readonly source: EventsSource) {
    this.#store = new EventStore(source.limits);
    this.#choice = source.choices[0];
    this.#table = new EventTable(this.#store, this.#recordShape());
  }

  get shape(): RecordShape {
    const { info, title, choices } = this.source;
    return {
      kind: 'events',
      title,
      facts: [info.type, vscode.l10n.t('{0} KB', Math.round(info.maxEntries / 1024))],
      columns: this.#columns(),
      can: { ...unable, clear: true },
      limits: this.#doubts(),
      foreign: null,
      recordTypes:
        choices.length === 0
          ? []
          : [...choices.map(({ id, label, reason }) => ({ id, label, reason })), rawBytes()],
      recordType: this.#choice?.id ?? rawBytes().id,
      histograms: [],
    };
  }

  get status(): Omit<RecordStatus, 'rows' | 'generation'> {
    const table = this.#table;
    const store = this.#store;
    return {
      first: table.first,
      end: table.end,
      total: store.next - store.first,
      progress: table.progress,
      doing: table.pending > 0 ? vscode.l10n.t('filtering') : '',
      live: this.#ended === null,
      paused: table.paused,
      held: table.held,
      rate: this.#rate.sample(performance.now(), store.received),
      lost: store.lost,
      dropped: store.dropped,
      freshness: '',
      filterProblem: this.#problem,
      ended: this.#ended,
      sort: null,
    };
  }

  /** Records as they come. */
  add({ records, count, lost }: EventRecords): void {
    const longest = this.#store.longest;
    this.#store.add(records, count, lost);
    if (longest === 0) this.#guessType();
    this.#tellColumns();
    this.changed.emit('rows');
  }

  end(reason: string): void {
    this.#ended = reason;
    this.changed.emit('rows');
  }

  rows(start: number, count: number): RecordRow[] {
    return this.#table
      .rows(start, count)
      .map(({ position, cells, lost }) =>
        lost === undefined
          ? { position, cells }
          : { position, cells: [], whole: vscode.l10n.t('{0} records lost', lost) },
      );
  }

  setFilter(text: string, active: number | null): void {
    this.#sought = active === null ? undefined : this.#table.sequence(active);
    this.#filter = text;
    const { filter, problems } = parseFilter(text, this.#table.filterColumns);
    const [problem] = problems;
    this.#problem = problem === undefined ? null : filterProblemText(problem);
    // While one types, the rows of the last right filter stay.
    if (problem !== undefined) return;
    this.#table.setFilter(filter);
    this.generation += 1;
    this.changed.emit('rows');
  }

  /** Events have the order of time. */
  setSort(): void {
    this.changed.emit('rows');
  }

  found(): number | undefined {
    if (this.#sought === undefined || this.#table.scanned <= this.#sought) return undefined;
    const position = Math.min(this.#table.position(this.#sought), this.#table.end - 1);
    this.#sought = undefined;
    return position < this.#table.first ? undefined : position;
  }

  advance(enough: () => boolean): boolean {
    if (this.#table.pending === 0) return true;
    const stayed = this.source.guarded(() => void this.#table.advance(enough));
    if (!stayed) {
      this.#table.setFilter(undefined);
      this.generation += 1;
      this.#problem = filterProblemText({ kind: 'tooSlow' });
    }
    return this.#table.pending === 0;
  }

  act(action: RecordAction): void {
    switch (action.type) {
      case 'pause':
        if (action.paused) this.#table.pause();
        else this.#table.resume();
        break;
      case 'clear':
        this.#store.clear();
        this.#table.cleared();
        this.#rate.clear();
        break;
      case 'recordType':
        this.#choice = this.source.choices.find(({ id }) => id === action.id);
        this.#reshape();
        return;
      case 'format':
        this.#formats[action.column] = action.format as ValueFormat;
        this.#reshape();
        return;
      default:
        return;
    }
    this.changed.emit('rows');
  }

  /** Records are read whether anybody looks or not: those that nobody read are gone. */
  shown(): void {
    this.changed.emit('rows');
  }

  export(format: ExportFormat): Iterable<ExportPiece> {
    return this.#table.export(format);
  }

  dispose(): void {
    this.source.stop();
  }

  /** A local variable's structure is in no BTF: what is as large may be another one. */
  #doubts(): string[] {
    const hint = 'const struct event *unused __attribute__((unused));';
    if (this.source.choices.length === 0) {
      return [
        vscode.l10n.t('No structure is known for its records. A line like {0} in the program tells.', hint),
      ];
    }
    if (!this.#choice?.guessed) return [];
    const { label } = this.#choice;
    return [vscode.l10n.t('{0} is a guess by size. A line like {1} in the program tells.', label, hint)];
  }

  /** Where nothing but sizes tell, the first record decides. */
  #guessType(): void {
    const { choices } = this.source;
    const { longest } = this.#store;
    if (longest === 0 || this.#choice?.size === longest) return;
    const fitting = choices.find(({ size }) => size === longest);
    if (fitting === undefined || this.#choice === undefined) return;
    this.#choice = fitting;
    this.#reshape();
  }

  #reshape(): void {
    this.#table.setShape(this.#recordShape());
    this.generation += 1;
    this.setFilter(this.#filter, null);
    this.#columnIds = '';
    this.#tellColumns();
  }

  /** Columns come with what the records turn out to tell: their CPU, more bytes than the type has. */
  #tellColumns(): void {
    const ids = this.#table.columns.map(({ id, format }) => `${id}:${format}`).join(' ');
    if (ids === this.#columnIds) return;
    this.#columnIds = ids;
    this.changed.emit('shape');
  }

  #recordShape(): ConstructorParameters<typeof EventTable>[1] {
    const { bootTime, info } = this.source;
    const options: ValueOptions = { bootTime, formats: this.#formats };
    const source = info.type === 'ringbuf' ? 'ringbuf' : 'perf';
    const timeText = (time: bigint): string => timestampText(time, bootTime);
    const choice = this.#choice;
    if (choice === undefined) {
      const size = Math.max(this.#store.longest, 64);
      const columns = [leafColumn({ id: 'record', type: '', offset: 0 }, bytesLeaf(size), options)];
      return { columns, size, source, timeText };
    }
    const { columns } = columnsOf(choice.btf, choice.type, 'record', options);
    return { columns, size: choice.size, source, timeText };
  }

  #columns(): RecordColumn[] {
    return this.#table.columns.map(({ id, type, numeric, value }) => ({
      ...columnInfo(value, 'record'),
      id,
      title: value === undefined ? ownTitle(id) : id,
      type,
      numeric,
      editable: false,
    }));
  }
}

function rawBytes(): RecordTypeChoice {
  return { id: 'bytes', label: vscode.l10n.t('bytes'), reason: vscode.l10n.t('as they are') };
}

function ownTitle(id: string): string {
  const titles = new Map([
    ['time', vscode.l10n.t('Time')],
    ['cpu', vscode.l10n.t('CPU')],
    ['rest', vscode.l10n.t('More')],
  ]);
  return titles.get(id.replace('event.', '')) ?? id;
}
