/** A run's state in the user's words. */
import * as vscode from 'vscode';
import type { RunState } from '#protocol/run';
import { programsIn, type RunSummary } from '../runs/runSummary';

export function stateText(summary: RunSummary): string {
  return summary.state === 'stopped' ? endText(summary) : activeText(summary);
}

function activeText(summary: RunSummary): string {
  const texts: Record<Exclude<RunState, 'stopped'>, string> = {
    connecting: vscode.l10n.t('connecting'),
    probing: vscode.l10n.t('looking at the machine'),
    building: vscode.l10n.t('building'),
    loading: vscode.l10n.t('loading'),
    attaching: vscode.l10n.t('attaching'),
    streaming: vscode.l10n.t('running'),
    stopping: vscode.l10n.t('stopping'),
  };
  if (summary.state === 'stopped') return '';
  if (summary.state !== 'streaming') return texts[summary.state];
  const left = programsIn(summary, 'notAttached').length;
  // One program may run while another of the same file is not attached; "running" alone would hide that.
  return left === 0 ? texts.streaming : vscode.l10n.t('running, {0} not attached', left);
}

function endText({ outcome }: RunSummary): string {
  switch (outcome?.kind) {
    case 'buildFailed':
      return vscode.l10n.t('build failed');
    case 'rejected':
      return vscode.l10n.t('rejected by the verifier');
    case 'attachFailed':
      return vscode.l10n.t('not attached');
    case 'error':
      return vscode.l10n.t('failed');
    default:
      return vscode.l10n.t('stopped');
  }
}
