/** What the client's files say of the target: its kernel's BTF, and the documentation of its helpers. */
import { readFile } from 'node:fs/promises';
import { readBtf } from '#bpf/btf/readBtf';
import type { TargetKnowledge } from '#protocol/language';
import { KernelTypes } from './kernelTypes';

/** A kernel's BTF with every option has some ten million bytes. */
const longest = 64 << 20;

export class TargetMachine {
  #btf: string | undefined;
  #header: string | undefined;
  #types: KernelTypes | undefined;
  #headerText: string | undefined;

  /** Undefined until it is read, and for what is no BTF. */
  get types(): KernelTypes | undefined {
    return this.#types;
  }

  /** Text of `bpf_helper_defs.h`. */
  get helperHeader(): string | undefined {
    return this.#headerText;
  }

  /** @returns whether the kernel's types are others now */
  async use(target: TargetKnowledge | undefined): Promise<boolean> {
    const before = this.#types;
    await Promise.all([this.#useBtf(target?.btf), this.#useHeader(target?.helperHeader)]);
    return this.#types !== before;
  }

  async #useBtf(path: string | undefined): Promise<void> {
    if (path === this.#btf) return;
    this.#btf = path;
    this.#types = undefined;
    const bytes = path === undefined ? undefined : await readFile(path).catch(() => undefined);
    if (!bytes || bytes.length > longest || this.#btf !== path) return;
    const { value } = readBtf(bytes);
    if (value.end > 1) this.#types = new KernelTypes(value);
  }

  async #useHeader(path: string | undefined): Promise<void> {
    if (path === this.#header) return;
    this.#header = path;
    const text = path === undefined ? undefined : await readFile(path, 'utf8').catch(() => undefined);
    if (this.#header === path) this.#headerText = text;
  }
}
