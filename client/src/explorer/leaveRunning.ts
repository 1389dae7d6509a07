/** "Leave Running": the programs of a run go on after the editor, pinned under a name, until somebody ends them. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Run } from '../runs/run';

export async function leaveRunning(run: Run): Promise<void> {
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('Leave Running'),
    prompt: vscode.l10n.t(
      'The programs stay attached on {0} when the editor goes, until you end them in the view “Loaded”. Under which name?',
      run.targetName,
    ),
    value: path
      .basename(run.request.source)
      .replace(/\.bpf\.c$|\.c$/, '')
      .replace(/[^\w.-]/g, '_'),
    validateInput: (text) =>
      /^(?!\.{1,2}$)[\w.-]{1,64}$/.test(text)
        ? undefined
        : vscode.l10n.t('Letters, digits, “-”, “_” and “.” only, 64 of them at most.'),
  });
  if (name === undefined) return;
  const result = await run.leave(name);
  if (result === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No eBPF program is running.'));
    return;
  }
  if (!result.done) {
    void vscode.window.showErrorMessage(result.detail ?? '');
    return;
  }
  const { path: place = '', notLeft = [] } = result;
  const lost = notLeft.map(({ program, detail }) => `${program}: ${detail}`).join('; ');
  if (lost === '') {
    void vscode.window.showInformationMessage(vscode.l10n.t('{0} goes on, pinned at {1}.', name, place));
  } else {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('{0} goes on, pinned at {1}. These programs have ended: {2}', name, place, lost),
    );
  }
}
