/** One of the editor's diagnostic collections, filled source by source. */
import * as vscode from 'vscode';
import { ProblemLedger } from './problemLedger';

export class ProblemList implements vscode.Disposable {
  readonly #collection: vscode.DiagnosticCollection;
  readonly #ledger = new ProblemLedger<vscode.Diagnostic>();

  /** @param name shown beside each problem as where it comes from */
  constructor(readonly name: string) {
    this.#collection = vscode.languages.createDiagnosticCollection(name);
  }

  replace(source: string, problems: ReadonlyMap<string, readonly vscode.Diagnostic[]>): void {
    for (const file of this.#ledger.replace(source, problems)) this.#publish(file);
  }

  clear(source: string): void {
    this.replace(source, new Map());
  }

  add(source: string, file: string, problem: vscode.Diagnostic): void {
    this.#ledger.add(source, file, problem);
    this.#publish(file);
  }

  #publish(file: string): void {
    this.#collection.set(vscode.Uri.file(file), this.#ledger.of(file));
  }

  dispose(): void {
    this.#collection.dispose();
  }
}
