/** A verifier rejection as a problem: the verifier's last words, at the line that they are about. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import { lastWords } from '#bpf/verifier/lastWords';
import { verifierPlace } from './verifierPlace';

export interface Rejection {
  /** C function name. */
  program: string;
  log: string;
  /** The verifier's last words. */
  detail: string;
}

export function verifierProblem(
  document: vscode.TextDocument,
  { program, log, detail }: Rejection,
  logUri: vscode.Uri,
): vscode.Diagnostic {
  const { line, suggestion } = lastWords(log);
  const source = { text: document.getText(), fileName: path.basename(document.fileName) };
  const place = verifierPlace(source, program, line);
  const range = new vscode.Range(place.line, place.start, place.line, place.end);
  const objection = detail === '' ? vscode.l10n.t('{0} was rejected', program) : `${program}: ${detail}`;
  const problem = new vscode.Diagnostic(
    range,
    suggestion === undefined ? objection : `${objection}\n${suggestion}`,
  );
  problem.source = 'BPF verifier';
  problem.code = { value: vscode.l10n.t('verifier log'), target: logUri };
  return problem;
}
