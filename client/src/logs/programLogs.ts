/**
 * The verifier's logs as read-only documents. Only the newest of each program is kept: a log can have megabytes,
 * and an open one follows its program from run to run.
 */
import * as path from 'node:path';
import * as vscode from 'vscode';

const scheme = 'ebpf-log';

export class ProgramLogs implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #logs = new Map<string, string>();
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);

  readonly onDidChange = this.#changed.event;

  /** Keeps the log and says where it can be read. */
  keep(source: string, program: string, log: string): vscode.Uri {
    const uri = programLogUri(source, program);
    this.#logs.set(uri.toString(), log);
    this.#changed.fire(uri);
    return uri;
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const gone = vscode.l10n.t('This log is no longer there. Run the program again to see a new one.');
    return this.#logs.get(uri.toString()) ?? gone;
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}

/** Opens a log beside the code, which keeps the focus. */
export async function showProgramLog(uri: vscode.Uri): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const inLog = document.languageId === 'log' ? document : await withLanguage(document);
  await vscode.window.showTextDocument(inLog, {
    viewColumn: vscode.ViewColumn.Beside,
    preserveFocus: true,
    preview: true,
  });
}

// ebpf-log:/hello.bpf.c/on_fork.verifier.log?%2Fhome%2Fme%2Fhello.bpf.c
function programLogUri(source: string, program: string): vscode.Uri {
  const name = `/${path.basename(source)}/${program}.verifier.log`;
  return vscode.Uri.from({ scheme, path: name, query: source });
}

/** Colours for numbers and errors, where the editor has the built-in language for logs. */
async function withLanguage(document: vscode.TextDocument): Promise<vscode.TextDocument> {
  const known = await vscode.languages.getLanguages();
  return known.includes('log') ? vscode.languages.setTextDocumentLanguage(document, 'log') : document;
}
