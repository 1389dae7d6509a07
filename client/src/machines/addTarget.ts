/**
 * Adds a machine: one line `user@host[:port]`, a connection to see that it is right, and the machine is in the
 * user's settings. A machine that cannot be reached now can be kept all the same: it may only be switched off.
 */
import * as vscode from 'vscode';
import { parseTarget, targetName, type Target } from '#targets/target';
import { TargetError } from '#targets/targetError';
import type { Context } from '../context';
import { setting } from '../settings';
import { withPatience } from '../progress/withPatience';
import { displayName } from './displayName';

/** Asks, tries, stores and selects. Undefined when the user turned away. */
export async function addTarget(context: Context): Promise<Target | undefined> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('eBPF: Add Target'),
    prompt: vscode.l10n.t('A Linux machine that you reach by ssh, or a Host of your ssh configuration'),
    placeHolder: 'root@192.168.1.20:22',
    ignoreFocusOut: true,
    validateInput: (value) => (value.trim() === '' || isSsh(value) ? undefined : howToWrite()),
  });
  const target = text === undefined ? undefined : parseTarget(text);
  if (target?.kind !== 'ssh') return undefined;
  if (!(await reached(context, target))) return undefined;
  await store(target);
  await context.targets.select(target);
  return target;
}

function isSsh(text: string): boolean {
  return parseTarget(text)?.kind === 'ssh';
}

function howToWrite(): string {
  return vscode.l10n.t('Write it as user@host or user@host:port; IPv6 as user@[address]:port.');
}

/** Whether the machine answered, or the user wants it although it did not. */
async function reached(context: Context, target: Target): Promise<boolean> {
  const title = vscode.l10n.t('Connecting to {0}', displayName(target));
  try {
    const engine = await context.engine();
    await withPatience(title, (signal) => engine.tryConnect(target, signal));
    return true;
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    return error.code !== 'cancelled' && keepAnyway(target, error.message);
  }
}

async function keepAnyway(target: Target, detail: string): Promise<boolean> {
  const keep = vscode.l10n.t('Add Anyway');
  const question = vscode.l10n.t('{0} could not be reached. Add it to your targets?', displayName(target));
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, keep)) === keep;
}

/** Into the user's settings: a machine belongs to the person, not to one workspace. */
async function store(target: Target): Promise<void> {
  const known = setting('ebpf.targets');
  const name = targetName(target);
  if (known.some((entry) => (typeof entry === 'string' ? entry : entry.name) === name)) return;
  const own = vscode.workspace.getConfiguration('ebpf').inspect<unknown[]>('targets')?.globalValue ?? [];
  await vscode.workspace
    .getConfiguration('ebpf')
    .update('targets', [...own, name], vscode.ConfigurationTarget.Global);
}
