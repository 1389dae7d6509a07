/** Remembers, for the workspace, the values that a file's global variables are to start with. */
import type * as vscode from 'vscode';
import { Emitter } from '#targets/emitter';

const key = 'globals';

type Values = Readonly<Record<string, string>>;

export class GlobalsMemory {
  readonly onChange = new Emitter<undefined>();

  constructor(private readonly state: vscode.Memento) {}

  /** As typed, by C name. */
  of(source: string): Values {
    return this.#all()[source] ?? {};
  }

  /** Without a text: what the C file says is good again. */
  async set(source: string, name: string, text: string | undefined): Promise<void> {
    const others = without(this.of(source), name);
    await this.#store(source, text === undefined ? others : { ...others, [name]: text });
  }

  async clear(source: string): Promise<void> {
    await this.#store(source, {});
  }

  async #store(source: string, values: Values): Promise<void> {
    const others = without(this.#all(), source);
    await this.state.update(key, Object.keys(values).length === 0 ? others : { ...others, [source]: values });
    this.onChange.emit(undefined);
  }

  #all(): Readonly<Record<string, Values>> {
    return this.state.get<Readonly<Record<string, Values>>>(key, {});
  }
}

function without<T>(values: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(values).filter(([each]) => each !== name));
}
