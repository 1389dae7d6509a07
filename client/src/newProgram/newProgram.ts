/** "eBPF: New Program…": kind, what it asks for, name, and the file is open. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import { handle } from '../commands/handle';
import type { Context } from '../context';
import { fillTemplate, type Filling } from './fillTemplate';
import { readTemplates, type Template } from './readTemplates';

export function activate(context: Context): void {
  handle(context, 'ebpf.newProgram', async () => {
    const directory = path.join(context.extension.extensionPath, 'bpf-templates');
    const template = await chooseTemplate(await readTemplates(directory));
    if (!template) return;
    const fillings = await askAnswers(template);
    if (!fillings) return;
    const uri = await chooseFile(template);
    if (!uri) return;
    const source = await vscode.workspace.fs.readFile(
      vscode.Uri.file(path.join(template.folder, template.file)),
    );
    const text = fillTemplate(new TextDecoder().decode(source), fillings);
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    await vscode.window.showTextDocument(uri);
  });
}

function inChinese(): boolean {
  return vscode.env.language.toLowerCase() === 'zh-cn';
}

async function chooseTemplate(templates: readonly Template[]): Promise<Template | undefined> {
  const items = templates.map((template) => ({
    label: inChinese() ? template.titleZh : template.title,
    description: `${template.kind} · Linux ${template.needs.kernel}`,
    detail: inChinese() ? template.descriptionZh : template.description,
    template,
  }));
  const options = {
    title: vscode.l10n.t('eBPF: New Program'),
    placeHolder: vscode.l10n.t('What kind of program?'),
    matchOnDescription: true,
    matchOnDetail: true,
  };
  return (await vscode.window.showQuickPick(items, options))?.template;
}

/** Undefined when the user turned away. */
async function askAnswers({ answers }: Template): Promise<Filling[] | undefined> {
  const fillings: Filling[] = [];
  for (const { label, labelZh, default: value, placeholder, pattern } of answers) {
    const answer = await vscode.window.showInputBox({
      title: vscode.l10n.t('eBPF: New Program'),
      prompt: inChinese() ? labelZh : label,
      value,
      ignoreFocusOut: true,
      // What does not match would break out of a name or of a string.
      validateInput: (text) =>
        new RegExp(pattern).test(text) ? undefined : vscode.l10n.t('Write it like {0}.', value),
    });
    if (answer === undefined) return undefined;
    fillings.push({ placeholder, answer });
  }
  return fillings;
}

/** A dialog that asks before it overwrites; beside the open file, or in the first folder. */
async function chooseFile({ file }: Template): Promise<vscode.Uri | undefined> {
  const active = vscode.window.activeTextEditor?.document.uri;
  const beside = active?.scheme === 'file' ? vscode.Uri.joinPath(active, '..') : undefined;
  const folder = beside ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  const chosen = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('eBPF: New Program'),
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, file) } : {}),
    filters: { C: ['c'] },
  });
  if (!chosen || chosen.path.endsWith('.c')) return chosen;
  return chosen.with({ path: `${chosen.path}.bpf.c` });
}
