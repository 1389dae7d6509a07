/**
 * The commands that start and stop runs. "Run on Remote" uses the selected target, whichever that is: who has
 * selected this machine runs here. "Run on This Machine" leaves the selection as it is.
 * A command is done when the run has begun; how it goes on is told by the run's events.
 */
import { handle } from '../commands/handle';
import type { Context } from '../context';
import { TargetError } from '#targets/targetError';
import { localTarget } from '#targets/target';
import * as vscode from 'vscode';
import { startRun } from './startRun';

export function activate(context: Context): void {
  handle(context, 'ebpf.runOnRemote', async ({ bpfFile, target }) => {
    await startRun(context, { ...bpfFile, target, goal: 'run' });
  });
  handle(context, 'ebpf.runLocal', async ({ bpfFile }) => {
    if (process.platform !== 'linux') throw noLinux();
    await startRun(context, { ...bpfFile, target: localTarget, goal: 'run' });
  });
  handle(context, 'ebpf.verify', async ({ bpfFile, target }) => {
    await startRun(context, { ...bpfFile, target, goal: 'verify' });
  });
  handle(context, 'ebpf.stop', async ({ session }) => {
    await session.stop();
  });
}

function noLinux(): TargetError {
  const message = vscode.l10n.t(
    'This machine has no Linux kernel. Choose a Linux machine that you reach by ssh.',
  );
  return new TargetError('unsupportedTarget', message, { actions: [{ kind: 'selectTarget' }] });
}
