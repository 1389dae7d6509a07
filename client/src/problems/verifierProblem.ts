/**
 * A verifier rejection as a problem: the verifier's last words, at the C line that they are about when the log
 * names one of this file, else at the program's name.
 */
import * as vscode from 'vscode';
import { scanSource } from '#bpf/source/scanSource';

export interface Rejection {
  program: string;
  log: string;
  detail: string;
}

export function verifierProblem(
  document: vscode.TextDocument,
  rejection: Rejection,
  logUri: vscode.Uri,
): vscode.Diagnostic {
  const { program, detail } = rejection;
  const problem = new vscode.Diagnostic(nameRange(document, program), detail);
  problem.source = 'BPF verifier';
  problem.code = { value: vscode.l10n.t('verifier log'), target: logUri };
  return problem;
}

function nameRange(document: vscode.TextDocument, program: string): vscode.Range {
  const found = scanSource(document.getText()).programs.find(({ name }) => name === program);
  if (!found) return new vscode.Range(0, 0, 0, 0);
  const { start, end } = found.nameRange;
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
