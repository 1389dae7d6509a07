/** What the records of a buffer can be read as, with the reason why each is offered. */
import * as vscode from 'vscode';
import type { Btf } from '#bpf/btf/btf';
import { sizeOf } from '#bpf/btf/measure';
import { readObject } from '#bpf/elf/readObject';
import { recordTypes, type RecordType } from '#bpf/elf/recordType';
import { typeName } from '#bpf/values/typeName';
import type { HostObjects } from '#protocol/agentHost';
import type { MapInfo } from '#protocol/agentMaps';
import type { RecordTypeChoice } from '#protocol/recordPanel';
import type { Agent } from '#targets/agent/agent';
import { eventTypes } from '#targets/live/eventTypes';

export interface EventTypeChoice extends RecordTypeChoice {
  btf: Btf;
  type: number;
  /** In bytes. */
  size: number;
  /** Nothing but its size speaks for it. */
  guessed: boolean;
}

/** From the object of a run: its C lines, its hints and its sizes say what the records are. The likeliest first. */
export function choicesFromObject(bytes: Uint8Array, map: string): EventTypeChoice[] {
  const object = readObject(bytes).value;
  const { btf } = object;
  if (btf === undefined) return [];
  return recordTypes(object, map).map(({ type, reason }) => choice(btf, type, reason));
}

/** From the kernel: the structures that the programs beside the buffer know. */
export async function choicesFromKernel(
  agent: Agent,
  objects: HostObjects,
  info: MapInfo,
): Promise<EventTypeChoice[]> {
  const types = await eventTypes(agent, objects, info);
  return types.map(({ btf, type }) => choice(btf, type, 'beside'));
}

type Reason = RecordType['reason'] | 'beside';

function choice(btf: Btf, type: number, why: Reason): EventTypeChoice {
  const label = typeName(btf, type);
  const guessed = why === 'size' || why === 'beside';
  return { id: label, label, reason: reasonText(why), btf, type, size: sizeOf(btf, type) ?? 0, guessed };
}

function reasonText(reason: Reason): string {
  switch (reason) {
    case 'source':
      return vscode.l10n.t('the program sends it');
    case 'mapValue':
      return vscode.l10n.t('the map says so');
    case 'hint':
      return vscode.l10n.t('a variable of the program names it');
    case 'beside':
      return vscode.l10n.t('a structure that its programs know');
    case 'size':
      return vscode.l10n.t('it has the records’ size');
  }
}
