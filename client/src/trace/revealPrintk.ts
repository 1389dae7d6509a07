/** Goes from a trace line to the `bpf_printk` in the run's sources whose format made it. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import { parseTraceLine } from '#bpf/trace/parseLine';
import type { FoundPrintk } from './findPrintks';
import { findPrintks } from './findPrintks';
import type { TraceRun } from './traceRuns';

/** Returns what to tell the user when there is no place to go to. */
export async function revealPrintk(
  line: string,
  run: TraceRun,
  preserveFocus: boolean,
): Promise<string | undefined> {
  const entry = parseTraceLine(line);
  if (entry.kind === 'lost')
    return vscode.l10n.t('Nothing printed this line: it reports events that were lost');
  const message = entry.kind === 'event' ? entry.message : entry.text;
  const found = await findPrintks(message, run.sourceFile, readText);
  const [first] = found;
  if (!first) {
    return vscode.l10n.t('No bpf_printk in {0} makes this line', path.basename(run.sourceFile));
  }
  const chosen = found.length === 1 ? first : await choose(found);
  if (chosen) await select(chosen, preserveFocus);
  return undefined;
}

/** As the editor has it, unsaved changes included: that is where the call is to be selected. */
async function readText(file: string): Promise<string | undefined> {
  try {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
    return document.getText();
  } catch {
    return undefined;
  }
}

async function choose(found: readonly FoundPrintk[]): Promise<FoundPrintk | undefined> {
  const items = found.map((printk) => ({
    label: `"${printk.format.trimEnd()}"`,
    description: `${path.basename(printk.file)}:${printk.range.start.line + 1}`,
    ...(printk.inFunction === undefined ? {} : { detail: printk.inFunction }),
    printk,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Several bpf_printk calls make this line'),
  });
  return picked?.printk;
}

async function select({ file, range: { start, end } }: FoundPrintk, preserveFocus: boolean): Promise<void> {
  const uri = vscode.Uri.file(file);
  const open = vscode.window.visibleTextEditors.find((editor) => editor.document.uri.fsPath === uri.fsPath);
  await vscode.window.showTextDocument(uri, {
    ...(open?.viewColumn === undefined ? {} : { viewColumn: open.viewColumn }),
    preserveFocus,
    preview: true,
    selection: new vscode.Range(start.line, start.character, end.line, end.character),
  });
}
