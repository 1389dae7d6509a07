/**
 * Knows which open documents are BPF C files, by content as the language goes (see bpf/src/source), and keeps the
 * context key for menus and keys. A document is judged once a version: lenses, menus and commands ask often.
 */
import * as vscode from 'vscode';
import { isBpfSource } from '#bpf/source/isBpfSource';
import { Emitter } from '#targets/emitter';
import type { Disposable } from '#targets/scope';
import { contextKeys } from '../contributions';

/** Typing stays smooth when the file is judged only after a pause. */
const typingPause = 300;

export class BpfFiles implements Disposable {
  /** The active editor's file became BPF, or stopped being it, or another editor is active. */
  readonly onActiveChange = new Emitter<vscode.TextDocument | undefined>();
  readonly #judged = new WeakMap<vscode.TextDocument, { version: number; isBpf: boolean }>();
  readonly #listeners: vscode.Disposable[];
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    this.#listeners = [
      vscode.window.onDidChangeActiveTextEditor(() => this.refresh()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document !== vscode.window.activeTextEditor?.document) return;
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.refresh(), typingPause);
      }),
    ];
  }

  isBpf(document: vscode.TextDocument): boolean {
    // Only real files can be built; a diff's left side or an unsaved buffer has no path for clang.
    if (document.uri.scheme !== 'file') return false;
    if (document.languageId !== 'c' && !document.fileName.endsWith('.bpf.c')) return false;
    const known = this.#judged.get(document);
    if (known?.version === document.version) return known.isBpf;
    const isBpf = isBpfSource(document.getText(), document.fileName);
    this.#judged.set(document, { version: document.version, isBpf });
    return isBpf;
  }

  /** The BPF file that a command without an argument means. */
  get active(): vscode.TextDocument | undefined {
    const active = vscode.window.activeTextEditor?.document;
    if (active) return this.isBpf(active) ? active : undefined;
    // A page such as the doctor's report has taken the focus: the one BPF file still in sight is meant.
    const visible = new Set(vscode.window.visibleTextEditors.map((editor) => editor.document));
    const candidates = [...visible].filter((document) => this.isBpf(document));
    return candidates.length === 1 ? candidates[0] : undefined;
  }

  refresh(): void {
    const document = vscode.window.activeTextEditor?.document;
    const isBpf = document !== undefined && this.isBpf(document);
    void vscode.commands.executeCommand('setContext', contextKeys.isBpfFile, isBpf);
    this.onActiveChange.emit(isBpf ? document : undefined);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const listener of this.#listeners) listener.dispose();
  }
}
