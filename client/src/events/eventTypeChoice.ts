/** What the records of a buffer can be read as, with the reason why each is offered. */
import * as vscode from 'vscode';
import type { Btf } from '#bpf/btf/btf';
import { typeName } from '#bpf/values/typeName';
import type { RecordTypeChoice } from '#protocol/recordPanel';
import type { EventType } from '#targets/live/eventTypes';

export interface EventTypeChoice extends RecordTypeChoice {
  btf: Btf;
  type: number;
  /** In bytes. */
  size: number;
  /** Nothing but its size speaks for it. */
  guessed: boolean;
}

export function eventTypeChoice({ btf, type, size, reason: why }: EventType): EventTypeChoice {
  const label = typeName(btf, type);
  const guessed = why === 'size' || why === 'beside';
  return { id: label, label, reason: reasonText(why), btf, type, size, guessed };
}

function reasonText(reason: EventType['reason']): string {
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
