/** The live table of a map: entries in typed columns, read again and again, with what changed. */
import * as vscode from 'vscode';
import type { MapColumn } from '#bpf/records/mapColumns';
import { mapLayout } from '#bpf/records/mapLayout';
import { MapTable } from '#bpf/records/mapTable';
import type { ExportFormat } from '#bpf/table/exportFormats';
import type { ExportPiece } from '#bpf/table/exportPieces';
import { parseFilter } from '#bpf/table/filterExpression';
import { namesMoment } from '#bpf/values/memberNames';
import type { ValueFormat } from '#bpf/values/valueColumn';
import type { MapInfo, MapReadResult } from '#protocol/agentMaps';
import type { RecordColumn, RecordRow, RecordShape, RecordStatus, RecordToPage } from '#protocol/recordPanel';
import type { Agent } from '#targets/agent/agent';
import { Emitter } from '#targets/emitter';
import type { MapTypes } from '#targets/live/mapTypes';
import { columnInfo } from '../records/columnInfo';
import type { RecordAction, RecordView } from '../records/recordView';
import { unable } from '../records/unable';
import { filterProblemText } from '../trace/panelTexts';
import { abilitiesOf } from './mapAbilities';
import { mapColumnsOf, type MapColumns } from './mapColumnsOf';
import { MapEdits, type EditProblem } from './mapEdits';
import { MapGraphs } from './mapGraphs';
import { MapReader } from './mapReader';
import { mapFacts, mapLimits, partText } from './mapWords';
import { NameCache } from './nameCache';
import { ShownEntries } from './shownEntries';

export interface MapSource {
  agent: Agent;
  info: MapInfo;
  types: MapTypes | undefined;
  title: string;
  ours: boolean;
  /** Milliseconds since 1970 when the target's CLOCK_MONOTONIC was 0. */
  bootTime: number;
  limits: { entries: number; bytes: number };
  interval: number;
  /** Whether a filter's work came to its end in time; false when it was stopped. */
  guarded: (work: () => void) => boolean;
  /** Goes to a map or program that a cell names. */
  follow: (kind: 'map' | 'program', id: number) => void;
  release: () => void;
}

export class MapView implements RecordView {
  readonly changed = new Emitter<'shape' | 'rows'>();
  readonly messages = new Emitter<RecordToPage>();
  readonly #base = Date.now();
  readonly #table: MapTable;
  readonly #reader: MapReader;
  readonly #edits: MapEdits;
  readonly #names: NameCache;
  readonly #formats: Record<string, ValueFormat> = {};
  #columns: MapColumns;
  #graphs: MapGraphs;
  #filter = '';
  #problem: string | null = null;
  #sort: RecordStatus['sort'] = null;
  #sought: Uint8Array | undefined;
  readonly #shown = new ShownEntries();
  #arranged = 0;
  #rates = '';
  #ended: string | null = null;

  constructor(private readonly source: MapSource) {
    const { agent, info, limits, ours, interval } = source;
    this.#names = new NameCache(agent, () => this.changed.emit('rows'));
    this.#table = new MapTable(mapLayout(info), limits);
    this.#columns = this.#arrange();
    this.#graphs = this.#newGraphs();
    this.#edits = new MapEdits(agent, info, ours);
    this.#reader = new MapReader(agent, info.id, this.#table, interval);
    this.#reader.changed.on((what) => this.#took(what));
    this.#reader.read();
  }

  /** Readings do not raise it: what is selected stays so, though another entry may come to stand there. */
  get generation(): number {
    return this.#base + this.#arranged;
  }

  get shape(): RecordShape {
    const { info, title, types, ours } = this.source;
    const limits = mapLimits(info, types !== undefined);
    if (this.#table.full) {
      const { keySize, slotSize, slots } = this.#table.entries.layout;
      limits.push(partText(this.#table.entries.most, info, info.maxEntries * (keySize + slotSize * slots)));
    }
    return {
      kind: 'map',
      title,
      facts: mapFacts(info),
      columns: this.#table.columns.map(columnOf),
      can: this.#over ? { ...unable, sort: true, parts: info.slots > 1 } : abilitiesOf(info),
      limits,
      foreign: ours ? null : info.owners,
      recordTypes: [],
      recordType: null,
      histograms: this.#graphs.choices,
    };
  }

  get status(): Omit<RecordStatus, 'rows' | 'generation'> {
    const { last, reading, failure } = this.#reader;
    const sorting = this.#table.pending;
    return {
      first: 0,
      end: this.#table.end,
      total: this.#table.total,
      progress: sorting ? this.#table.progress : reading && last === undefined ? null : 1,
      doing: sorting
        ? vscode.l10n.t('arranging')
        : reading && last === undefined
          ? vscode.l10n.t('reading')
          : '',
      live: this.#ended === null && failure === undefined,
      paused: false,
      held: 0,
      rate: 0,
      lost: 0,
      dropped: 0,
      freshness: last
        ? vscode.l10n.t('Read {0} in {1} ms', last.at.toLocaleTimeString(), Math.round(last.milliseconds))
        : '',
      filterProblem: this.#problem,
      ended: this.#ended ?? failure ?? this.#endOf(last?.result),
      sort: this.#sort,
    };
  }

  end(reason: string): void {
    this.#ended = reason;
    this.#reader.dispose();
    this.changed.emit('shape');
  }

  rows(start: number, count: number): RecordRow[] {
    return this.#table.rows(start, count).map(({ position, cells, changed, state }) => {
      const key = this.#table.bytes(position)?.key;
      if (key) this.#shown.note(position, this.#keyCells(cells), key);
      return {
        position,
        cells,
        ...(changed.length > 0 ? { changed } : {}),
        ...(state === undefined ? {} : { state }),
      };
    });
  }

  setFilter(text: string, active: number | null): void {
    this.#seek(active);
    this.#filter = text;
    const { filter, problems } = parseFilter(text, this.#table.filterColumns);
    const [problem] = problems;
    this.#problem = problem === undefined ? null : filterProblemText(problem);
    // While one types, the rows of the last right filter stay.
    if (problem !== undefined) return;
    this.#table.setFilter(filter);
    this.#rearranged();
    this.changed.emit('rows');
  }

  setSort(sort: RecordStatus['sort'], active: number | null): void {
    this.#seek(active);
    this.#sort = this.#table.setSort(sort) ? sort : null;
    this.#rearranged();
    this.changed.emit('rows');
  }

  found(): number | undefined {
    if (this.#sought === undefined || this.#table.pending) return undefined;
    const position = this.#table.position(this.#sought);
    this.#sought = undefined;
    return position;
  }

  advance(enough: () => boolean): boolean {
    if (!this.#table.pending) return true;
    const stayed = this.source.guarded(() => void this.#table.advance(enough));
    if (!stayed) {
      this.#table.setFilter(undefined);
      this.#problem = filterProblemText({ kind: 'tooSlow' });
    }
    return !this.#table.pending;
  }

  act(action: RecordAction): void {
    switch (action.type) {
      case 'interval':
        this.#reader.setInterval(action.milliseconds);
        return;
      case 'refresh':
        this.#reader.read();
        return;
      case 'stop':
        this.#reader.stop();
        return;
      case 'parts':
        this.#sendParts(action.position);
        return;
      case 'histogram':
        this.#graphs.drawHistogram(action.column, action.scale);
        return;
      case 'series':
        this.#drawSeries(action.position, action.column);
        return;
      case 'format':
        this.#formats[action.column] = action.format as ValueFormat;
        this.#reshape();
        return;
      case 'follow':
        this.#follow(action.position);
        return;
      case 'edit':
        void this.#answer(action.request, this.#edit(action.key, action.values));
        return;
      case 'add':
        void this.#answer(action.request, this.#edits.add(this.#table.columns, action.values));
        return;
      case 'remove':
        void this.#remove(action.first, action.last);
        return;
      default:
        return;
    }
  }

  shown(visible: boolean): void {
    this.#reader.shown(visible);
  }

  export(format: ExportFormat): Iterable<ExportPiece> {
    return this.#table.export(format);
  }

  dispose(): void {
    this.#reader.dispose();
    this.source.release();
  }

  #arrange(): MapColumns {
    const { info, types, bootTime } = this.source;
    const columns = mapColumnsOf(info, types, this.#names, { bootTime, formats: this.#formats });
    this.#table.setColumns(columns.keys, columns.values);
    return columns;
  }

  #newGraphs(): MapGraphs {
    return new MapGraphs(this.#table, this.#columns.lists, (message) => this.messages.emit(message));
  }

  #reshape(): void {
    this.#columns = this.#arrange();
    this.#graphs = this.#newGraphs();
    this.#table.showRates(this.#counting);
    this.setFilter(this.#filter, null);
    this.setSort(this.#sort, null);
    this.changed.emit('shape');
  }

  #took(what: 'entries' | 'ended'): void {
    if (what === 'ended') {
      this.#graphs.update();
      this.#showNewRates();
    }
    this.changed.emit(this.#over ? 'shape' : 'rows');
  }

  /** A number that was seen to count gets a column that says how fast. */
  #showNewRates(): void {
    const counting = this.#counting;
    const rates = `${counting.join(' ')} ${this.#table.full}`;
    if (rates === this.#rates) return;
    this.#rates = rates;
    const filter = this.#filter;
    this.#table.showRates(counting);
    this.setFilter(filter, null);
    this.setSort(this.#sort, null);
    this.changed.emit('shape');
  }

  /** A moment rises as a counter does, but how fast says nothing. */
  get #counting(): string[] {
    return this.#table.counting.filter((id) => !namesMoment(this.#table.column(id)?.value.id ?? id));
  }

  /** What is gone can still be sorted, and that is all. */
  get #over(): boolean {
    const { failure, last } = this.#reader;
    return this.#ended !== null || failure !== undefined || last?.result.status === 'gone';
  }

  #keyCells(cells: readonly string[]): string[] {
    return cells.filter((_cell, index) => this.#table.columns[index]?.group === 'key');
  }

  #rearranged(): void {
    this.#arranged += 1;
    this.#shown.clear();
  }

  #seek(active: number | null): void {
    this.#sought = active === null ? undefined : this.#shown.at(active);
  }

  #sendParts(position: number): void {
    const at = this.#nowAt(position);
    const cells = at === undefined ? [] : this.#table.parts(at);
    const parts = cells.map((each, cpu) => ({ label: vscode.l10n.t('CPU {0}', cpu), cells: each }));
    this.messages.emit({ type: 'parts', generation: this.generation, position, parts });
  }

  #drawSeries(position: number | null, column: string | null): void {
    const key = position === null ? undefined : this.#shown.at(position);
    const at = position === null ? undefined : this.#nowAt(position);
    const name = this.#keyCells((at === undefined ? undefined : this.#table.row(at)?.cells) ?? []).join(', ');
    this.#graphs.drawSeries(
      key && column !== null ? { key, column } : undefined,
      `${name} · ${column ?? ''}`,
    );
  }

  #follow(position: number): void {
    const at = this.#nowAt(position);
    const entry = at === undefined ? undefined : this.#table.bytes(at);
    if (!entry || entry.value.length < 4) return;
    const id = new DataView(entry.value.buffer, entry.value.byteOffset).getUint32(0, true);
    this.source.follow(this.source.info.type === 'prog_array' ? 'program' : 'map', id);
  }

  /** Where the entry is now that the page saw at this position. */
  #nowAt(position: number): number | undefined {
    const key = this.#shown.at(position);
    return key && this.#table.position(key);
  }

  async #edit(
    cells: readonly string[],
    texts: Readonly<Record<string, string>>,
  ): Promise<EditProblem | undefined> {
    const key = this.#shown.named(cells);
    const entry = key && this.#table.entry(key);
    if (!entry) return { text: vscode.l10n.t('The entry is no longer there.') };
    return this.#edits.edit(this.#table.columns, entry, texts);
  }

  async #answer(request: number, work: Promise<EditProblem | undefined>): Promise<void> {
    const problem = await work.catch(asProblem);
    const column = problem?.column === undefined ? {} : { column: problem.column };
    this.messages.emit({
      type: 'edited',
      request,
      ...(problem === undefined ? {} : { problem: problem.text, ...column }),
    });
    if (problem === undefined) this.#reader.read();
  }

  async #remove(first: number, last: number): Promise<void> {
    const entries: { key: Uint8Array; name: string }[] = [];
    for (let position = first; position <= last; position++) {
      const key = this.#shown.at(position) ?? this.#table.bytes(position)?.key;
      const at = key && this.#table.position(key);
      const row = at === undefined ? undefined : this.#table.row(at);
      if (key && row) entries.push({ key, name: this.#keyCells(row.cells).join(', ') });
    }
    if (entries.length === 0) return;
    const problem = await this.#edits.remove(entries).catch(asProblem);
    if (problem) this.messages.emit({ type: 'notice', severity: 'warning', text: problem.text });
    this.#reader.read();
  }

  #endOf(result: MapReadResult | undefined): string | null {
    switch (result?.status) {
      case 'gone':
        return vscode.l10n.t('The map is gone: whoever held it let go of it.');
      case 'unreadable':
      case 'failed':
        return result.detail ?? '';
      default:
        return null;
    }
  }
}

function asProblem(error: unknown): EditProblem {
  return { text: error instanceof Error ? error.message : String(error) };
}

function columnOf({ id, group, numeric, value }: MapColumn): RecordColumn {
  const info = columnInfo(value, group);
  const link = value.id === 'program' || value.id === 'map';
  return group === 'rate'
    ? { ...info, id, title: id, numeric, editable: false, formats: [], choices: [] }
    : { ...info, id, title: id, numeric, link: link && value.size === 4 };
}
