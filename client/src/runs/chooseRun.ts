/** Asks which of several runs is meant. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import { displayName } from '../machines/displayName';
import { stateText } from '../status/stateText';
import type { Run } from './run';

export async function chooseRun(runs: readonly Run[]): Promise<Run | undefined> {
  const items = runs.map((run) => ({
    label: path.basename(run.request.source),
    description: displayName(run.request.target),
    detail: stateText(run.summary),
    run,
  }));
  const placeHolder = vscode.l10n.t('Which run?');
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.run;
}
