/** The one place that answers when something a command needs is missing. */
import * as vscode from 'vscode';
import type { Target } from '#targets/target';
import type { Need } from '../contributions';
import type { Context } from '../context';
import { selectTarget } from '../machines/selectTarget';
import type { Run } from '../runs/run';
import { chooseRun } from '../runs/chooseRun';
import type { CommandArguments } from './readArguments';

/** What a command gets for each of its needs. */
export interface Fulfilled {
  trust: true;
  bpfFile: { document: vscode.TextDocument; program?: string };
  target: Target;
  session: Run;
}

/** Undefined: it is missing and the user has been told, or turned away when asked. */
export async function fulfil(
  context: Context,
  need: Need,
  args: CommandArguments,
): Promise<Fulfilled[Need] | undefined> {
  switch (need) {
    case 'trust':
      return trust();
    case 'bpfFile':
      return bpfFile(context, args);
    case 'target':
      return context.targets.selected ?? (await selectTarget(context));
    case 'session':
      return session(context, args);
  }
}

/** Building and running a stranger's file executes a stranger's code: never before the user trusts the folder. */
async function trust(): Promise<true | undefined> {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t('Manage Trust');
  const message = vscode.l10n.t(
    'eBPF Workbench builds and runs nothing in a folder that you have not declared trusted.',
  );
  if ((await vscode.window.showWarningMessage(message, manage)) === manage) {
    await vscode.commands.executeCommand('workbench.trust.manage');
  }
  return undefined;
}

async function bpfFile(context: Context, args: CommandArguments): Promise<Fulfilled['bpfFile'] | undefined> {
  const document = args.uri ? await vscode.workspace.openTextDocument(args.uri) : context.files.active;
  if (document && context.files.isBpf(document)) {
    return { document, ...(args.program === undefined ? {} : { program: args.program }) };
  }
  const isDraft = (document ?? vscode.window.activeTextEditor?.document)?.isUntitled === true;
  void vscode.window.showWarningMessage(
    isDraft
      ? vscode.l10n.t('Save the file first, best with a name that ends in .bpf.c.')
      : vscode.l10n.t(
          'This needs a BPF C file in the editor: one named .bpf.c, or one that includes <bpf/bpf_helpers.h> or vmlinux.h, or has a SEC("…") program.',
        ),
  );
  return undefined;
}

async function session(context: Context, args: CommandArguments): Promise<Run | undefined> {
  const source = args.uri ?? context.files.active?.uri;
  const running = context.runs.active;
  const here = running.filter((run) => run.request.source === source?.fsPath);
  const candidates = here.length > 0 ? here : running;
  if (candidates.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No eBPF program is running.'));
    return undefined;
  }
  return candidates.length === 1 ? candidates[0] : chooseRun(candidates);
}
