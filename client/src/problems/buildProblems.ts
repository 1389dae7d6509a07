/** Turns the compiler's messages into the editor's diagnostics at their places in the local files. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { BuildDiagnostic } from '#protocol/run';
import { characterOfByte } from './byteColumn';

/** By local file. Messages about files that only the target has stand at the head of the source. */
export async function buildProblems(
  source: string,
  messages: readonly BuildDiagnostic[],
): Promise<Map<string, vscode.Diagnostic[]>> {
  const problems = new Map<string, vscode.Diagnostic[]>();
  for (const message of messages) {
    const document = await open(message.file);
    const file = document ? message.file : source;
    const problem = document ? await inFile(document, message) : elsewhere(message);
    problems.set(file, [...(problems.get(file) ?? []), problem]);
  }
  return problems;
}

async function inFile(document: vscode.TextDocument, message: BuildDiagnostic): Promise<vscode.Diagnostic> {
  const range = rangeAt(document, message.line, message.column);
  const problem = new vscode.Diagnostic(range, message.message, severities[message.severity]);
  describe(problem, message);
  const notes: vscode.DiagnosticRelatedInformation[] = [];
  for (const note of message.notes) {
    const place = await open(note.file);
    if (!place) continue;
    const location = new vscode.Location(place.uri, rangeAt(place, note.line, note.column));
    notes.push(new vscode.DiagnosticRelatedInformation(location, note.message));
  }
  problem.relatedInformation = notes;
  return problem;
}

/** "/usr/include/bpf/bpf_tracing.h:12: …": a header of the target, which cannot be opened here. */
function elsewhere(message: BuildDiagnostic): vscode.Diagnostic {
  const text = `${message.file}:${message.line}: ${message.message}`;
  const problem = new vscode.Diagnostic(new vscode.Range(0, 0, 0, 0), text, severities[message.severity]);
  describe(problem, message);
  return problem;
}

function describe(problem: vscode.Diagnostic, { flag }: BuildDiagnostic): void {
  problem.source = 'clang';
  if (flag !== undefined) problem.code = flag;
}

/** The word at the place, or the one character when there is no word. */
export function rangeAt(document: vscode.TextDocument, line: number, byteColumn: number): vscode.Range {
  // A file that changed since the build may be shorter now.
  const text = document.lineAt(Math.max(0, Math.min(line - 1, document.lineCount - 1)));
  const place = new vscode.Position(text.lineNumber, characterOfByte(text.text, byteColumn));
  return document.getWordRangeAtPosition(place) ?? new vscode.Range(place, place.translate(0, 1));
}

async function open(file: string): Promise<vscode.TextDocument | undefined> {
  if (!path.isAbsolute(file)) return undefined;
  try {
    return await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  } catch {
    return undefined;
  }
}

const severities: Record<BuildDiagnostic['severity'], vscode.DiagnosticSeverity> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  note: vscode.DiagnosticSeverity.Information,
};
