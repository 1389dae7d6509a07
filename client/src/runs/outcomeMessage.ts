/** Tells how a run ended when it did not end as wished, with the buttons that lead on. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { RunEvent } from '#protocol/run';
import type { Context } from '../context';
import { displayName } from '../machines/displayName';
import { report } from '../report/report';
import type { Run } from './run';
import { programsIn } from './runSummary';

export function activate(context: Context): void {
  context.scope.add(
    context.runs.news.on((news) => {
      if (news.type !== 'event') return;
      if (news.event.type === 'stopped') void tell(context, news.run);
      if (news.event.type === 'detached') detached(news.run, news.event);
    }),
  );
}

async function tell(context: Context, run: Run): Promise<void> {
  const { outcome } = run.summary;
  switch (outcome?.kind) {
    case 'error':
      return report(context, outcome.error, () => void context.runs.start(run.request));
    case 'buildFailed':
      return withProblems(vscode.l10n.t('{0} does not compile.', fileName(run)));
    case 'rejected':
      return withProblems(rejectedText(run));
    case 'attachFailed':
      return notAttached(run);
    case 'finished':
      if (run.request.goal === 'verify') verified(run);
      return;
    default:
      return;
  }
}

function rejectedText(run: Run): string {
  const texts = programsIn(run.summary, 'rejected').map(
    ({ name, standing }) => `${name}: ${standing.detail}`,
  );
  return vscode.l10n.t('The verifier of {0} rejected {1}', displayName(run.request.target), texts.join('; '));
}

async function withProblems(message: string): Promise<void> {
  const show = vscode.l10n.t('Show Problems');
  const showLog = vscode.l10n.t('Show Log');
  const choice = await vscode.window.showErrorMessage(message, show, showLog);
  if (choice === show) await vscode.commands.executeCommand('workbench.actions.view.problems');
  if (choice === showLog) await vscode.commands.executeCommand('ebpf.showLog');
}

async function notAttached(run: Run): Promise<void> {
  const texts = programsIn(run.summary, 'notAttached').map(
    ({ name, standing }) => `${name}: ${standing.detail}`,
  );
  const message = vscode.l10n.t('Loaded, but not attached: {0}', texts.join('; '));
  const check = vscode.l10n.t('Check Target');
  if ((await vscode.window.showErrorMessage(message, check)) === check) {
    await vscode.commands.executeCommand('ebpf.checkTarget');
  }
}

/** When nothing is attached any more the run ends, and its end says why. */
function detached(run: Run, { program, detail }: Extract<RunEvent, { type: 'detached' }>): void {
  if (programsIn(run.summary, 'attached').length === 0) return;
  void vscode.window.showWarningMessage(vscode.l10n.t('{0} is detached: {1}', program, detail));
}

function verified(run: Run): void {
  const kernel = run.summary.kernelRelease ?? '';
  const refused = programsIn(run.summary, 'failed').map(
    ({ name, standing }) => `${name}: ${standing.detail}`,
  );
  if (refused.length === 0) {
    const accepted = vscode.l10n.t(
      '{0}: the verifier of Linux {1} accepts every program.',
      fileName(run),
      kernel,
    );
    void vscode.window.showInformationMessage(accepted);
  } else {
    const text = vscode.l10n.t('{0}: Linux {1} did not take {2}', fileName(run), kernel, refused.join('; '));
    void vscode.window.showWarningMessage(text);
  }
}

function fileName(run: Run): string {
  return path.basename(run.request.source);
}
