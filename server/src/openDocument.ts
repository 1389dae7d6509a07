/** One open file: its text, and what is known of it, made when it is asked for and kept until the text changes. */
import { isBpfSource } from '#bpf/source/isBpfSource';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { FindingCache } from './checks/runChecks';
import { fileOf } from './features/uri';
import type { HeaderStore } from './headers/headerStore';
import { Facts } from './model/facts';
import { Included } from './model/included';
import { ParsedDocument } from './model/parsedDocument';
import { runInSlices } from './slices';
import type { CParser } from './syntax/parser';

/** In characters: from here on reading takes longer than people wait for an answer. */
const large = 150_000;

export class OpenDocument {
  #findings = new FindingCache();
  #parsed: { version: number; document: ParsedDocument; facts: Facts } | undefined;
  readonly #file: string | undefined;
  #isBpf: { version: number; answer: boolean } | undefined;

  constructor(
    private readonly parser: CParser,
    readonly text: TextDocument,
    private readonly headers: HeaderStore,
  ) {
    this.#file = fileOf(text.uri);
  }

  get findings(): FindingCache {
    return this.#findings;
  }

  /** Too much to be read at once: it is read in slices, and known when that is done. */
  get isLarge(): boolean {
    return this.text.getText().length > large;
  }

  /** False for a large file that is still being read. */
  get isRead(): boolean {
    return !this.isLarge || this.#parsed?.version === this.text.version;
  }

  /** Resolves with false when the text has changed meanwhile. */
  async readInSlices(): Promise<boolean> {
    const { version } = this.text;
    const steps = ParsedDocument.readInSteps(this.parser, this.text.getText(), this.#parsed?.document);
    const document = await runInSlices(steps, () => this.text.version === version);
    if (document) this.#use(version, document);
    return document !== undefined;
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
      this.#isBpf = { version, answer: isBpfSource(this.text.getText(), this.#file ?? this.text.uri) };
    }
    return this.#isBpf.answer;
  }

  get parsed(): { document: ParsedDocument; facts: Facts } {
    const { version } = this.text;
    const before = this.#parsed;
    const document =
      before?.version === version
        ? before.document
        : ParsedDocument.read(this.parser, this.text.getText(), before?.document);
    return this.#use(version, document);
  }

  #use(version: number, document: ParsedDocument): { document: ParsedDocument; facts: Facts } {
    const before = this.#parsed;
    const included =
      this.#file === undefined ? Included.none : this.headers.included(this.#file, document.tokens.includes);
    if (before?.document === document && before.facts.included === included) return before;
    this.#parsed = { version, document, facts: new Facts(document.model, included) };
    return this.#parsed;
  }
}
