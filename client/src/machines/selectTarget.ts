/** The pick list of machines. */
import * as vscode from 'vscode';
import { targetName, type Target } from '#targets/target';
import type { Context } from '../context';
import { addTarget } from './addTarget';
import { displayName } from './displayName';
import type { KnownTarget, TargetOrigin } from './targets';

/** Lets the user choose, remembers it, and returns it; undefined when the user turned away. */
export async function selectTarget(context: Context): Promise<Target | undefined> {
  const { targets } = context;
  const selected = targets.selected;
  const known = await targets.list();
  if (targets.problems.length > 0) {
    context.log.warn(`ebpf.targets has entries that name no machine: ${targets.problems.join(', ')}`);
  }
  const add: vscode.QuickPickItem = { label: `$(add) ${vscode.l10n.t('Add a target…')}`, alwaysShow: true };
  const items = known.map((entry) => ({ ...item(entry, selected), target: entry.target }));
  const separator = { label: '', kind: vscode.QuickPickItemKind.Separator };
  const choice = await vscode.window.showQuickPick<vscode.QuickPickItem & { target?: Target }>(
    [...items, separator, add],
    {
      title: vscode.l10n.t('eBPF: Select Target'),
      placeHolder: vscode.l10n.t('The machine whose kernel runs your program'),
      matchOnDescription: true,
    },
  );
  if (choice === undefined) return undefined;
  if (choice.target === undefined) return addTarget(context);
  await targets.select(choice.target);
  return choice.target;
}

function item({ target, origin }: KnownTarget, selected: Target | undefined): vscode.QuickPickItem {
  const isSelected = selected !== undefined && targetName(selected) === targetName(target);
  const icon = target.kind === 'local' ? 'device-desktop' : 'server';
  return {
    label: `$(${icon}) ${displayName(target)}`,
    description: [address(target), isSelected ? vscode.l10n.t('selected') : '']
      .filter((part) => part !== '')
      .join(' · '),
    detail: origins()[origin],
  };
}

function address(target: Target): string {
  if (target.kind === 'local' || target.name.includes(target.host)) return '';
  const user = target.user === undefined ? '' : `${target.user}@`;
  const port = target.port === undefined ? '' : `:${target.port}`;
  return `${user}${target.host}${port}`;
}

function origins(): Record<TargetOrigin, string> {
  return {
    thisMachine: vscode.l10n.t('The machine on which the editor’s extensions run'),
    settings: vscode.l10n.t('From the settings'),
    sshConfig: vscode.l10n.t('From the ssh configuration'),
  };
}
