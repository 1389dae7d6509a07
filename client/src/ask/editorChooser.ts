/** Asks in a pick list what a section leaves open, from what the target has, and remembers the answer per program. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Candidate } from '#protocol/agent';
import type { AttachQuestion, Chooser } from '#targets/run/ports';
import type { AttachMemory } from './attachMemory';

export class EditorChooser implements Chooser {
  constructor(private readonly memory: AttachMemory) {}

  async choose(question: AttachQuestion): Promise<string | undefined> {
    const { source, program, target } = question;
    const known = this.memory.find({ source, program, target });
    // An interface that is gone must be asked for again, with the ones that are there.
    if (known !== undefined && question.candidates.some(({ name }) => name === known)) return known;
    const choice = await vscode.window.showQuickPick(question.candidates.map(item), {
      title: vscode.l10n.t('{0}: what shall {1} attach to?', path.basename(source), program),
      placeHolder: placeHolder(question),
      matchOnDescription: true,
      ignoreFocusOut: true,
    });
    if (choice === undefined) return undefined;
    await this.memory.remember({ source, program, target, answer: choice.name });
    return choice.name;
  }
}

function item({ name, detail, ownConnection }: Candidate): vscode.QuickPickItem & { name: string } {
  const described = { name, label: name, ...(detail === undefined ? {} : { description: detail }) };
  if (ownConnection !== true) return described;
  const warning = vscode.l10n.t(
    'Your own connection runs over this: a program that drops packets cuts you off.',
  );
  return { ...described, label: `$(warning) ${name}`, detail: warning };
}

function placeHolder({ kind, section }: AttachQuestion): string {
  switch (kind) {
    case 'interface':
      return vscode.l10n.t('SEC("{0}") needs a network interface of the target', section);
    case 'tracepoint':
      return vscode.l10n.t('SEC("{0}") needs a tracepoint of the target', section);
    default:
      return vscode.l10n.t('SEC("{0}") needs a kernel function of the target', section);
  }
}
