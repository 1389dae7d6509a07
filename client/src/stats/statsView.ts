/** The panel "Statistics": every program of a target with what it costs, the busiest first, and a number over time. */
import * as vscode from 'vscode';
import type { HostObjects, HostProgram } from '#protocol/agentHost';
import type { RecordColumn, RecordShape } from '#protocol/recordPanel';
import type { SharedAgent } from '#targets/agent/sharedAgents';
import type { RecordAction } from '../records/recordView';
import type { TableRow } from '../records/rowTable';
import { RowTableView } from '../records/rowTableView';
import { unable } from '../records/unable';
import { percent } from './figureTexts';
import { SeriesRing } from './seriesRing';
import { StatsWatch, type ProgramFigures } from './statsWatch';

interface Drawn {
  key: string;
  column: string;
  ring: SeriesRing;
}

export class StatsView extends RowTableView {
  readonly #columns = statsColumns();
  #objects: HostObjects | undefined;
  #watch: StatsWatch | undefined;
  #drawn: Drawn | undefined;
  #ended: string | null = null;
  #readAt: Date | undefined;
  #visible = true;

  constructor(
    private readonly look: SharedAgent,
    private readonly target: string,
    private milliseconds: number,
  ) {
    super(statsColumns());
    this.table.setSort({ column: 'cpu', direction: 'down' });
    void this.#begin();
  }

  get shape(): RecordShape {
    return {
      kind: 'programs',
      title: vscode.l10n.t('Statistics of {0}', this.target),
      facts: [vscode.l10n.t('The kernel counts while this panel is in sight.')],
      columns: this.#columns,
      can: { ...unable, sort: true, refresh: this.#ended === null },
      limits: [],
      foreign: null,
      recordTypes: [],
      recordType: null,
      histograms: [],
    };
  }

  protected get standing() {
    return {
      doing: this.#objects === undefined && this.#ended === null ? vscode.l10n.t('reading') : '',
      live: this.#watch !== undefined,
      rate: 0,
      freshness:
        this.#readAt === undefined ? '' : vscode.l10n.t('Read {0}', this.#readAt.toLocaleTimeString()),
      ended: this.#ended,
    };
  }

  act(action: RecordAction): void {
    switch (action.type) {
      case 'interval':
        this.milliseconds = action.milliseconds;
        void this.#restart();
        return;
      case 'refresh':
        void this.#restart();
        return;
      case 'series':
        this.#draw(action.position, action.column);
        return;
      default:
        return;
    }
  }

  /** Counting costs every program of the machine a little: nobody pays for what nobody sees. */
  shown(visible: boolean): void {
    if (visible === this.#visible) return;
    this.#visible = visible;
    void this.#restart();
  }

  dispose(): void {
    this.#watch?.dispose();
    void this.look.dispose();
  }

  async #restart(): Promise<void> {
    this.#watch?.dispose();
    this.#watch = undefined;
    if (this.#visible) await this.#begin();
  }

  async #begin(): Promise<void> {
    try {
      this.#objects = await this.look.agent.request('host/objects', {});
      const every = this.milliseconds === 0 ? 2 ** 31 - 1 : this.milliseconds;
      const ids = (): number[] => this.#objects?.programs.map(({ id }) => id) ?? [];
      const watch = new StatsWatch(this.look.agent, ids, every, (error) => this.#end(error));
      this.#watch = watch;
      watch.changed.on((figures) => this.#take(figures));
      await watch.start();
    } catch (error) {
      this.#end(error);
    }
  }

  #end(error: unknown): void {
    this.#watch?.dispose();
    this.#watch = undefined;
    this.#ended = error instanceof Error ? error.message : String(error);
    this.changed.emit('shape');
  }

  #take(figures: ReadonlyMap<number, ProgramFigures>): void {
    const programs = this.#objects?.programs ?? [];
    this.#readAt = new Date();
    this.table.setRows(
      programs.flatMap((program) => {
        const known = figures.get(program.id);
        return known ? [rowOf(program, this.#placesOf(program), known)] : [];
      }),
    );
    this.#drawOn();
    this.changed.emit('rows');
  }

  #placesOf({ id }: HostProgram): string {
    const places = this.#objects?.attachments.filter(({ program }) => program === id) ?? [];
    return places.map(({ target }) => target).join(', ');
  }

  #draw(position: number | null, column: string | null): void {
    const row = position === null ? undefined : this.rowAt(position);
    this.#drawn = row && column !== null ? { key: row.key, column, ring: new SeriesRing() } : undefined;
    this.#drawOn();
  }

  #drawOn(): void {
    const drawn = this.#drawn;
    if (!drawn) return;
    const at = this.table.positionOf(drawn.key);
    const row = at === undefined ? undefined : this.rowAt(at);
    const index = this.#columns.findIndex(({ id }) => id === drawn.column);
    const value = row?.values[index];
    drawn.ring.add(Date.now(), typeof value === 'number' ? value : null);
    const title = `${row?.cells[1] ?? ''} · ${this.#columns[index]?.title ?? ''}`;
    const series = drawn.ring.series();
    // How fast a rate changes tells nobody anything.
    const rates = counters.has(drawn.column) ? series.rates : series.rates.map(() => null);
    this.messages.emit({ type: 'series', title, ...series, rates });
  }
}

/** Columns that only ever rise. */
const counters: ReadonlySet<string> = new Set(['runs', 'missed']);

function rowOf(program: HostProgram, places: string, { stats, rates }: ProgramFigures): TableRow {
  const { id, name, type } = program;
  const { runs, missed, verifiedInstructions, jitedSize, memory } = stats;
  const perSecond = rates === undefined ? undefined : Math.round(rates.runsPerSecond);
  const each = rates?.nanosecondsPerRun === undefined ? undefined : Math.round(rates.nanosecondsPerRun);
  const cpu = rates === undefined ? undefined : rates.cpuShare * 100;
  const values = [
    id,
    name,
    type,
    places,
    perSecond,
    each,
    cpu,
    runs,
    missed,
    verifiedInstructions,
    jitedSize,
    memory,
  ];
  const cells = values.map((value, index) => {
    if (value === undefined) return '';
    if (typeof value === 'string' || index === 0) return String(value);
    return index === 6 && rates ? percent(rates.cpuShare) : value.toLocaleString();
  });
  return { key: String(id), values, cells };
}

function statsColumns(): RecordColumn[] {
  const column = (id: string, title: string, numeric: boolean): RecordColumn => ({
    id,
    title,
    type: '',
    group: 'record',
    numeric,
    editable: false,
    link: false,
    formats: [],
    choices: [],
  });
  return [
    column('id', vscode.l10n.t('Id'), true),
    column('name', vscode.l10n.t('Program'), false),
    column('type', vscode.l10n.t('Type'), false),
    column('target', vscode.l10n.t('Attached to'), false),
    column('rate', vscode.l10n.t('Runs/s'), true),
    column('each', vscode.l10n.t('ns/run'), true),
    column('cpu', vscode.l10n.t('% CPU'), true),
    column('runs', vscode.l10n.t('Runs'), true),
    column('missed', vscode.l10n.t('Left out'), true),
    column('instructions', vscode.l10n.t('Instructions'), true),
    column('jited', vscode.l10n.t('Code, bytes'), true),
    column('memory', vscode.l10n.t('Memory, bytes'), true),
  ];
}
