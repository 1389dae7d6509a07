/** The one place that turns an error into words on stderr and an exit code. */
import * as l10n from '@vscode/l10n';
import { TargetError, type TargetAction } from '#targets/targetError';
import { exitCodeOfError, exitCodes } from './exitCodes';
import { UsageError } from './usageError';

export function reportError(error: unknown, stderr: NodeJS.WritableStream): number {
  if (error instanceof UsageError) {
    stderr.write(`ebpf: ${error.message}\n${l10n.t('Try ebpf --help.')}\n`);
    return exitCodes.usage;
  }
  if (error instanceof TargetError) {
    if (error.code === 'cancelled') return exitCodes.interrupted;
    stderr.write(`ebpf: ${error.message}\n`);
    for (const hint of error.actions.map(hintOf)) if (hint !== undefined) stderr.write(`  ${hint}\n`);
    return exitCodeOfError(error.code);
  }
  stderr.write(`ebpf: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return exitCodes.targetUnfit;
}

/** What the editor shows as a button, said as a line. */
function hintOf(action: TargetAction): string | undefined {
  switch (action.kind) {
    case 'checkTarget':
      return l10n.t('See what the target lacks: ebpf doctor --target …');
    case 'copyCommand':
      return action.command;
    case 'openFile':
      return action.path;
    case 'showLog':
      return l10n.t('More detail: --verbose');
    case 'selectTarget':
      return l10n.t('The targets that are known: ebpf targets');
    case 'setGlobals':
    case 'retry':
    case 'openSettings':
      return undefined;
  }
}
