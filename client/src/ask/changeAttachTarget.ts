/** "Change What a Program Attaches To": forgets a remembered answer, so that the next run asks again. */
import * as vscode from 'vscode';
import { handle } from '../commands/handle';
import type { Context } from '../context';
import type { AttachAnswer } from './attachMemory';

export function activate(context: Context): void {
  handle(context, 'ebpf.changeAttachTarget', async ({ bpfFile: { document, program } }) => {
    const known = context.attachMemory
      .of(document.uri.fsPath)
      .filter((answer) => program === undefined || answer.program === program);
    if (known.length === 0) {
      const nothing = vscode.l10n.t('Nothing is remembered for this file: the next run asks if it must.');
      void vscode.window.showInformationMessage(nothing);
      return;
    }
    const answer = known.length === 1 ? known[0] : await chooseAnswer(known);
    if (!answer) return;
    await context.attachMemory.forget(answer);
    const runNow = vscode.l10n.t('Run Now');
    const forgotten = vscode.l10n.t(
      '{0} no longer attaches to {1} on {2}. The next run asks again.',
      answer.program,
      answer.answer,
      answer.target,
    );
    if ((await vscode.window.showInformationMessage(forgotten, runNow)) === runNow) {
      await vscode.commands.executeCommand('ebpf.runOnRemote', document.uri, program);
    }
  });
}

async function chooseAnswer(known: readonly AttachAnswer[]): Promise<AttachAnswer | undefined> {
  const items = known.map((answer) => ({
    label: answer.program,
    description: answer.answer,
    detail: answer.target,
    answer,
  }));
  const placeHolder = vscode.l10n.t('Which answer shall be forgotten?');
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.answer;
}
