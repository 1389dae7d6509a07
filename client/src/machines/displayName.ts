/** What the user reads for a machine: "local" is a word for settings and the command line only. */
import * as vscode from 'vscode';
import type { Target } from '#targets/target';

export function displayName(target: Target): string {
  return target.kind === 'local' ? vscode.l10n.t('This Machine') : target.name;
}
