import * as vscode from 'vscode';
import { TargetError } from '#targets/targetError';

/** The error for a map that the kernel no longer has. */
export function mapGone(name: string): TargetError {
  return new TargetError('agentFailed', vscode.l10n.t('The map {0} is no longer there.', name));
}
