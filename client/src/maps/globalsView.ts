/** The live table of a program's global variables: one row each, with name, type and value. */
import * as vscode from 'vscode';
import { parseValue } from '#bpf/values/parseValue';
import { variablesOf, type DataVariable } from '#bpf/values/dataSection';
import type { MapInfo } from '#protocol/agentMaps';
import type { RecordColumn, RecordShape } from '#protocol/recordPanel';
import type { Agent } from '#targets/agent/agent';
import type { MapTypes } from '#targets/live/mapTypes';
import { base64Of, bytesOf } from '#targets/live/readMap';
import { valueProblemText } from '#targets/live/valueProblemText';
import type { RecordAction } from '../records/recordView';
import { RowTableView } from '../records/rowTableView';
import { unable } from '../records/unable';
import { isReadOnly } from './mapAbilities';
import { globalsFacts, mapLimits } from './mapWords';

export interface GlobalsSource {
  agent: Agent;
  info: MapInfo;
  types: MapTypes;
  title: string;
  ours: boolean;
  interval: number;
  release: () => void;
}

/** A data map has one entry, and its key is 0. */
const onlyKey = base64Of(new Uint8Array(4));

export class GlobalsView extends RowTableView {
  #variables: DataVariable[] = [];
  #bytes = new Uint8Array();
  #timer: NodeJS.Timeout | undefined;
  #readAt: Date | undefined;
  #ended: string | null = null;
  #visible = true;
  #over = false;

  constructor(private readonly source: GlobalsSource) {
    super(globalsColumns(false));
    void this.#read();
  }

  get shape(): RecordShape {
    const { info, title, ours } = this.source;
    const live = this.#ended === null;
    const editable = live && !isReadOnly(info);
    return {
      kind: 'globals',
      title,
      facts: globalsFacts(info),
      columns: globalsColumns(editable),
      can: { ...unable, sort: true, edit: editable, refresh: live },
      limits: mapLimits(info, true),
      foreign: ours ? null : info.owners,
      recordTypes: [],
      recordType: null,
      histograms: [],
    };
  }

  protected get standing() {
    return {
      doing: this.#readAt === undefined && this.#ended === null ? vscode.l10n.t('reading') : '',
      live: this.#ended === null,
      rate: 0,
      freshness:
        this.#readAt === undefined ? '' : vscode.l10n.t('Read {0}', this.#readAt.toLocaleTimeString()),
      ended: this.#ended,
    };
  }

  end(reason: string): void {
    this.#ended = reason;
    this.dispose();
    this.changed.emit('shape');
  }

  act(action: RecordAction): void {
    switch (action.type) {
      case 'interval':
        this.source.interval = action.milliseconds;
        void this.#read();
        return;
      case 'refresh':
        void this.#read();
        return;
      case 'edit':
        void this.#edit(action.request, action.key[0] ?? '', action.values['value'] ?? '');
        return;
      default:
        return;
    }
  }

  shown(visible: boolean): void {
    this.#visible = visible;
    if (visible) void this.#read();
    else clearTimeout(this.#timer);
  }

  dispose(): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    this.source.release();
  }

  async #read(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#over) return;
    const { agent, info, types, interval } = this.source;
    try {
      const { found, value = '' } = await agent.request('map/lookup', { map: info.id, key: onlyKey });
      if (!found) throw new Error(vscode.l10n.t('The map is gone: whoever held it let go of it.'));
      this.#bytes = new Uint8Array(bytesOf(value));
      this.#variables = variablesOf(types.btf, types.value, this.#bytes);
      this.#readAt = new Date();
      this.table.setRows(
        this.#variables.map(({ name, type, text }) => ({
          key: name,
          values: [name, type, text],
          cells: [name, type, text],
        })),
      );
    } catch (error) {
      this.end(error instanceof Error ? error.message : String(error));
      return;
    }
    this.changed.emit('rows');
    if (interval > 0 && this.#visible) this.#timer = setTimeout(() => void this.#read(), interval);
  }

  /** Writes this variable alone: the program goes on writing the others meanwhile. */
  async #edit(request: number, name: string, text: string): Promise<void> {
    const problem = await this.#write(name, text).catch((error: unknown) => String(error));
    this.messages.emit({
      type: 'edited',
      request,
      ...(problem === undefined ? {} : { problem, column: 'value' }),
    });
    if (problem === undefined) await this.#read();
  }

  async #write(name: string, text: string): Promise<string | undefined> {
    const { agent, info, types } = this.source;
    const variable = this.#variables.find((one) => one.name === name);
    if (variable === undefined) return vscode.l10n.t('The variable is no longer there.');
    const { bytes, problems } = parseValue(types.btf, variable.typeId, text);
    const [problem] = problems;
    if (problem) return valueProblemText(problem);
    const { offset } = variable;
    const change = { map: info.id, key: onlyKey, offset, bytes: base64Of(bytes) };
    const { done, detail = '' } = await agent.request('map/patch', change);
    return done ? undefined : detail;
  }
}

function globalsColumns(editable: boolean): RecordColumn[] {
  const column = (id: string, title: string): RecordColumn => ({
    id,
    title,
    type: '',
    group: 'record',
    numeric: false,
    editable: editable && id === 'value',
    link: false,
    formats: [],
    choices: [],
  });
  return [
    column('name', vscode.l10n.t('Variable')),
    column('type', vscode.l10n.t('Type')),
    column('value', vscode.l10n.t('Value')),
  ];
}
