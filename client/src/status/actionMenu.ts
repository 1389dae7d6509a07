/** What a click on the status bar item offers: everything that makes sense just now. */
import * as vscode from 'vscode';
import { handle } from '../commands/handle';
import type { Context } from '../context';
import type { CommandId } from '../contributions';
import { displayName } from '../machines/displayName';

type Item = vscode.QuickPickItem & { command: CommandId };

export function activate(context: Context): void {
  handle(context, 'ebpf.showActions', async () => {
    const placeHolder = vscode.l10n.t('What shall be done?');
    const choice = await vscode.window.showQuickPick(items(context), {
      title: 'eBPF Workbench',
      placeHolder,
    });
    if (choice) await vscode.commands.executeCommand(choice.command);
  });
}

function items({ files, runs, targets }: Context): Item[] {
  const target = targets.selected;
  const list: Item[] = [];
  const add = (command: CommandId, icon: string, label: string, description = ''): void => {
    list.push({ command, label: `$(${icon}) ${label}`, description });
  };
  if (runs.active.length > 0) add('ebpf.stop', 'debug-stop', vscode.l10n.t('Stop'));
  if (files.active) {
    add('ebpf.runOnRemote', 'play', vscode.l10n.t('Run'), target && displayName(target));
    add('ebpf.verify', 'verified', vscode.l10n.t('Verify without running'));
  }
  add('ebpf.selectTarget', 'vm', vscode.l10n.t('Select another target'), target && displayName(target));
  add('ebpf.addTarget', 'add', vscode.l10n.t('Add a target…'));
  if (target) add('ebpf.checkTarget', 'checklist', vscode.l10n.t('Check what the target has'));
  add('ebpf.showTrace', 'output', vscode.l10n.t('Show the trace'));
  add('ebpf.showLog', 'list-unordered', vscode.l10n.t('Show the log'));
  return list;
}
