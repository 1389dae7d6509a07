/**
 * "Set Global Variables": builds the file, lists its variables with type and value, and remembers what they are to
 * start with. The next run, and each one after it, loads the program with those values.
 */
import * as path from 'node:path';
import * as vscode from 'vscode';
import { valueProblemText } from '#targets/live/valueProblemText';
import { handle } from '../commands/handle';
import type { Context } from '../context';
import { withPatience } from '../progress/withPatience';
import { buildSettings } from '../runs/buildSettings';
import type { ListedGlobal } from './listGlobals';

export function activate(context: Context): void {
  handle(context, 'ebpf.setGlobals', async ({ bpfFile: { document }, target }) => {
    const source = document.uri.fsPath;
    const name = path.basename(source);
    await document.save();
    const order = { target, source, build: buildSettings(document.uri) };
    const object = await withPatience(vscode.l10n.t('Building {0}', name), async (signal) =>
      (await context.engine()).object(order, signal),
    );
    if (object === undefined) {
      void vscode.window.showErrorMessage(vscode.l10n.t('{0} does not compile.', name));
      return;
    }
    const { listGlobals } = await import('./listGlobals');
    const globals = listGlobals(object);
    await forgetGone(context, source, globals);
    if (globals.length === 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('{0} has no global variables. Write e.g. const volatile int target_pid = 0;', name),
      );
      return;
    }
    await edit(context, source, globals);
  });
}

/** A variable that was renamed in the file would keep every run from starting. */
async function forgetGone(context: Context, source: string, globals: readonly ListedGlobal[]): Promise<void> {
  for (const name of Object.keys(context.globalsMemory.of(source))) {
    if (!globals.some((global) => global.name === name))
      await context.globalsMemory.set(source, name, undefined);
  }
}

/** One variable after the other, until the list is left. */
async function edit(context: Context, source: string, globals: readonly ListedGlobal[]): Promise<void> {
  for (;;) {
    const set = context.globalsMemory.of(source);
    const chosen = await choose(path.basename(source), globals, set);
    if (chosen === undefined) return;
    if (chosen === 'clear') {
      await context.globalsMemory.clear(source);
      continue;
    }
    const text = await vscode.window.showInputBox({
      title: `${chosen.type} ${chosen.name}`,
      prompt: vscode.l10n.t(
        'Starts with this value from the next run on; nothing: as in the file, {0}',
        chosen.initial,
      ),
      value: set[chosen.name] ?? chosen.initial,
      validateInput: (typed) => {
        const problem = typed.trim() === '' ? undefined : chosen.check(typed);
        return problem && valueProblemText(problem);
      },
    });
    if (text === undefined) continue;
    const same = text.trim() === '' || text === chosen.initial;
    await context.globalsMemory.set(source, chosen.name, same ? undefined : text);
  }
}

async function choose(
  file: string,
  globals: readonly ListedGlobal[],
  set: Readonly<Record<string, string>>,
): Promise<ListedGlobal | 'clear' | undefined> {
  type Item = vscode.QuickPickItem & { global: ListedGlobal | 'clear' };
  const items = globals.map<Item>((global) => {
    const value = set[global.name];
    return {
      label: `${value === undefined ? '' : '$(edit) '}${global.name} = ${value ?? global.initial}`,
      description: `${global.type} · ${global.section}`,
      ...(value === undefined
        ? {}
        : { detail: vscode.l10n.t('set by you; in the file {0}', global.initial) }),
      global,
    };
  });
  const clear: Item = { label: `$(discard) ${vscode.l10n.t('All as in the file')}`, global: 'clear' };
  const title = vscode.l10n.t('Global variables of {0}', file);
  const options = { title, matchOnDescription: true, ignoreFocusOut: true };
  const all = Object.keys(set).length === 0 ? items : [...items, clear];
  return (await vscode.window.showQuickPick(all, options))?.global;
}
