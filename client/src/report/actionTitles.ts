/** What each thing that a user can do about an error is called on its button, and how it is done. */
import * as vscode from 'vscode';
import type { TargetAction } from '#targets/targetError';
import type { CommandId } from '../contributions';

export function actionTitle(action: TargetAction): string {
  switch (action.kind) {
    case 'checkTarget':
      return vscode.l10n.t('Check Target');
    case 'selectTarget':
      return vscode.l10n.t('Select Target');
    case 'showLog':
      return vscode.l10n.t('Show Log');
    case 'setGlobals':
      return vscode.l10n.t('Set Global Variables');
    case 'retry':
      return vscode.l10n.t('Try Again');
    case 'openSettings':
      return vscode.l10n.t('Open Settings');
    case 'openFile':
      return vscode.l10n.t('Open File');
    case 'copyCommand':
      return vscode.l10n.t('Copy Command');
  }
}

export async function perform(action: TargetAction, retry: (() => void) | undefined): Promise<void> {
  switch (action.kind) {
    case 'checkTarget':
      return execute('ebpf.checkTarget');
    case 'selectTarget':
      return execute('ebpf.selectTarget');
    case 'showLog':
      return execute('ebpf.showLog');
    case 'setGlobals':
      return execute('ebpf.setGlobals');
    case 'retry':
      retry?.();
      return;
    case 'openSettings':
      await vscode.commands.executeCommand('workbench.action.openSettings', `@id:${action.setting}`);
      return;
    case 'openFile':
      await vscode.window.showTextDocument(vscode.Uri.file(action.path));
      return;
    case 'copyCommand':
      return execute('ebpf.copyText', action.command);
  }
}

async function execute(command: CommandId, ...args: unknown[]): Promise<void> {
  await vscode.commands.executeCommand(command, ...args);
}
