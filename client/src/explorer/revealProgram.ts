/** Goes to a program's function in its file. */
import * as vscode from 'vscode';
import { scanSource } from '#bpf/source/scanSource';

export async function revealProgram([uri, name]: readonly unknown[]): Promise<void> {
  if (!(uri instanceof vscode.Uri)) return;
  const document = await vscode.workspace.openTextDocument(uri);
  const program = scanSource(document.getText()).programs.find((one) => one.name === name);
  const line = program?.functionRange.start.line ?? 0;
  const selection = new vscode.Range(line, 0, line, 0);
  await vscode.window.showTextDocument(document, { selection, preserveFocus: false });
}
