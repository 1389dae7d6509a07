/** What a map is, in words: the line under its name, and why it cannot be changed. */
import * as vscode from 'vscode';
import type { MapInfo } from '#protocol/agentMaps';
import { bytes } from '../explorer/loadedItems';
import { isReadOnly } from './mapAbilities';

export function mapFacts(info: MapInfo): string[] {
  const { type, keySize, valueSize, maxEntries, memory, slots, pins } = info;
  const facts = [type, vscode.l10n.t('{0} → {1} bytes', keySize, valueSize)];
  if (slots > 1) facts.push(vscode.l10n.t('sums of {0} CPUs', slots));
  facts.push(
    maxEntries === 1
      ? vscode.l10n.t('1 entry')
      : vscode.l10n.t('{0} entries at most', maxEntries.toLocaleString()),
  );
  if (memory > 0) facts.push(bytes(memory));
  if (pins.length > 0) facts.push(vscode.l10n.t('pinned at {0}', pins.join(', ')));
  return facts;
}

export function globalsFacts({ valueSize, memory, pins }: MapInfo): string[] {
  const facts = [vscode.l10n.t('global variables'), bytes(valueSize)];
  if (memory > 0) facts.push(vscode.l10n.t('{0} in memory', bytes(memory)));
  if (pins.length > 0) facts.push(vscode.l10n.t('pinned at {0}', pins.join(', ')));
  return facts;
}

export function mapLimits(info: MapInfo, typed: boolean): string[] {
  const limits: string[] = [];
  if (info.frozen) limits.push(vscode.l10n.t('Frozen: the kernel lets nobody change it any more.'));
  else if (isReadOnly(info))
    limits.push(vscode.l10n.t('Read-only: it was made so that only programs write it.'));
  if (!typed && info.btf === 0) {
    limits.push(vscode.l10n.t('It was loaded without types (BTF): keys and values are shown as bytes.'));
  }
  return limits;
}

/** Why only a part of it is shown. */
export function partText(shown: number, info: MapInfo, size: number): string {
  return vscode.l10n.t(
    'The first {0} entries are shown: all {1} of them could take {2} here. The setting ebpf.maps.maxEntries says how many.',
    shown.toLocaleString(),
    info.maxEntries.toLocaleString(),
    bytes(size),
  );
}
