/** One open file: its text, and what is known of it, made when it is asked for and kept until the text changes. */
import { isBpfSource } from '#bpf/source/isBpfSource';
import { fileURLToPath } from 'node:url';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { FindingCache } from './checks/runChecks';
import { Facts } from './model/facts';
import { ParsedDocument } from './model/parsedDocument';
import type { CParser } from './syntax/parser';

export class OpenDocument {
  #findings = new FindingCache();
  #parsed: { version: number; document: ParsedDocument; facts: Facts } | undefined;
  #isBpf: { version: number; answer: boolean } | undefined;

  constructor(
    private readonly parser: CParser,
    readonly text: TextDocument,
  ) {}

  get findings(): FindingCache {
    return this.#findings;
  }

  /** Forgets what can be found out again: of fifty open files people work on a few. */
  release(): void {
    this.#parsed = undefined;
    this.#findings = new FindingCache();
  }

  /** Plain C is none of our business. */
  get isBpf(): boolean {
    const { version } = this.text;
    if (this.#isBpf?.version !== version) {
      this.#isBpf = { version, answer: isBpfSource(this.text.getText(), fileName(this.text.uri)) };
    }
    return this.#isBpf.answer;
  }

  get parsed(): { document: ParsedDocument; facts: Facts } {
    const { version } = this.text;
    if (this.#parsed?.version !== version) {
      const document = new ParsedDocument(this.parser, this.text.getText(), this.#parsed?.document);
      this.#parsed = { version, document, facts: new Facts(document.model) };
    }
    return this.#parsed;
  }
}

function fileName(uri: string): string {
  try {
    return fileURLToPath(uri);
  } catch {
    return uri;
  }
}
