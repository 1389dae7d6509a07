/**
 * Changes to the entries of a map: texts become bytes by the types of their columns, and what belongs to others is
 * changed only after a question that says whose it is.
 */
import * as vscode from 'vscode';
import type { MapColumn } from '#bpf/records/mapColumns';
import { encodeCell } from '#bpf/values/encodeCell';
import type { MapChange, MapInfo } from '#protocol/agentMaps';
import type { Agent } from '#targets/agent/agent';
import { base64Of } from '#targets/live/readMap';
import { valueProblemText } from '#targets/live/valueProblemText';
import { ownerNames } from '../explorer/loadedModel';
import { isQueue } from './mapAbilities';

/** Why it was not done, in words; undefined when it was. */
export interface EditProblem {
  text: string;
  column?: string;
}

type Texts = Readonly<Record<string, string>>;

export class MapEdits {
  #agreed = false;

  constructor(
    private readonly agent: Agent,
    private readonly info: MapInfo,
    private readonly ours: boolean,
  ) {}

  async edit(
    columns: readonly MapColumn[],
    entry: { key: Uint8Array; value: Uint8Array },
    texts: Texts,
  ): Promise<EditProblem | undefined> {
    const value = encode(columns, 'value', entry.value, texts);
    if ('text' in value) return value;
    if (!(await this.#mayChange())) return cancelled();
    return this.#change(
      this.agent.request('map/update', {
        map: this.info.id,
        key: base64Of(entry.key),
        value: base64Of(value.bytes),
        mode: 'existing',
      }),
    );
  }

  async add(columns: readonly MapColumn[], texts: Texts): Promise<EditProblem | undefined> {
    const { id: map, keySize, valueSize, type } = this.info;
    const key = encode(columns, 'key', new Uint8Array(keySize), texts);
    if ('text' in key) return key;
    const value = encode(columns, 'value', new Uint8Array(valueSize), given(texts));
    if ('text' in value) return value;
    if (!(await this.#mayChange())) return cancelled();
    const keyed = isQueue(type) || keySize === 0 ? {} : { key: base64Of(key.bytes) };
    const mode = 'key' in keyed ? 'new' : 'any';
    return this.#change(
      this.agent.request('map/update', { map, ...keyed, value: base64Of(value.bytes), mode }),
    );
  }

  /** Undefined when all of them are gone. */
  async remove(entries: readonly { key: Uint8Array; name: string }[]): Promise<EditProblem | undefined> {
    const { id: map, name, type } = this.info;
    const yes = vscode.l10n.t('Delete');
    const [first] = entries;
    const question =
      entries.length === 1
        ? vscode.l10n.t('Delete the entry {0} of {1}?', first?.name ?? '', name)
        : vscode.l10n.t('Delete {0} entries of {1}?', entries.length, name);
    const options = { modal: true, detail: [namesOf(entries), this.#whose()].filter(Boolean).join('\n') };
    if ((await vscode.window.showWarningMessage(question, options, yes)) !== yes) return cancelled();
    this.#agreed = true;
    for (const { key } of entries) {
      const which = isQueue(type) ? { map } : { map, key: base64Of(key) };
      const problem = await this.#change(this.agent.request('map/delete', which));
      if (problem) return problem;
    }
    return undefined;
  }

  /** Asked once for each panel; maps of our own need no question. */
  async #mayChange(): Promise<boolean> {
    if (this.ours || this.#agreed) return true;
    const yes = vscode.l10n.t('Change It');
    const question = vscode.l10n.t('{0} is not yours. Change it?', this.info.name);
    const options = { modal: true, detail: this.#whose() };
    this.#agreed = (await vscode.window.showWarningMessage(question, options, yes)) === yes;
    return this.#agreed;
  }

  #whose(): string {
    if (this.ours) return '';
    const { owners, pins } = this.info;
    const holders = [ownerNames(owners), ...pins].filter((text) => text !== '').join(', ');
    return vscode.l10n.t('Held by: {0}', holders === '' ? vscode.l10n.t('the kernel') : holders);
  }

  async #change(work: Promise<MapChange>): Promise<EditProblem | undefined> {
    const { done, detail = '' } = await work;
    return done ? undefined : { text: detail };
  }
}

/** Which ones, when they are several. */
function namesOf(entries: readonly { name: string }[]): string {
  if (entries.length < 2) return '';
  const names = entries.slice(0, 10).map(({ name }) => name);
  return [...names, ...(entries.length > names.length ? ['…'] : [])].join('\n');
}

/** What is not filled in of a new entry stays zero, as a program would leave it. */
function given(texts: Texts): Texts {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''));
}

/** The bytes with the texts of one side's columns in them. */
function encode(
  columns: readonly MapColumn[],
  side: 'key' | 'value',
  present: Uint8Array,
  texts: Texts,
): { bytes: Uint8Array } | EditProblem {
  const bytes = present.slice();
  for (const { id, group, value: column } of columns) {
    const text = texts[id];
    if (group !== side || text === undefined) continue;
    const encoded = encodeCell(column, text, bytes);
    const [problem] = encoded.problems;
    if (problem) return { text: valueProblemText(problem), column: id };
    bytes.set(encoded.bytes, column.offset);
  }
  return { bytes };
}

function cancelled(): EditProblem {
  return { text: vscode.l10n.t('Nothing was changed.') };
}
