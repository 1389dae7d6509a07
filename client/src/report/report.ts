/** The one place that turns an error into a message with buttons. What the user cancelled is not reported. */
import * as vscode from 'vscode';
import { TargetError } from '#targets/targetError';
import type { Context } from '../context';
import { actionsOf } from './actionsOf';
import { actionTitle, perform } from './actionTitles';

/** @param retry does again what failed; without it no such button is offered */
export async function report(
  context: Pick<Context, 'log'>,
  error: unknown,
  retry?: () => void,
): Promise<void> {
  if (error instanceof TargetError && error.code === 'cancelled') return;
  context.log.error(forLog(error));
  const items = actionsOf(error, { canRetry: retry !== undefined }).map((action) => ({
    title: actionTitle(action),
    action,
  }));
  const choice = await vscode.window.showErrorMessage(message(error), ...items);
  if (choice) await perform(choice.action, retry);
}

function message(error: unknown): string {
  if (error instanceof TargetError) return error.message;
  const words = error instanceof Error ? error.message : String(error);
  return vscode.l10n.t('eBPF Workbench made a mistake: {0}', words);
}

function forLog(error: unknown): string {
  if (error instanceof TargetError) return `${error.code}: ${error.message}\n${error.detail}`.trimEnd();
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
