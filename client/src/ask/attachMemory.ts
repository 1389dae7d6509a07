/** Remembers, for the workspace, what the user answered for a program whose section leaves something open. */
import type * as vscode from 'vscode';
import { Emitter } from '#targets/emitter';

/** Under this name the workspace's state holds all answers. */
const key = 'attachAnswers';

/** Answers differ by machine: one has `eth0`, the next `ens3`. */
export interface AttachAnswer {
  source: string;
  program: string;
  target: string;
  answer: string;
}

export class AttachMemory {
  readonly onChange = new Emitter<undefined>();

  constructor(private readonly state: vscode.Memento) {}

  of(source: string): AttachAnswer[] {
    return this.#all().filter((known) => known.source === source);
  }

  find(place: Omit<AttachAnswer, 'answer'>): string | undefined {
    return this.#all().find((known) => samePlace(known, place))?.answer;
  }

  async remember(answer: AttachAnswer): Promise<void> {
    await this.#store([...this.#without(answer), answer]);
  }

  async forget(place: Omit<AttachAnswer, 'answer'>): Promise<void> {
    await this.#store(this.#without(place));
  }

  #all(): AttachAnswer[] {
    return this.state.get<AttachAnswer[]>(key, []);
  }

  #without(place: Omit<AttachAnswer, 'answer'>): AttachAnswer[] {
    return this.#all().filter((known) => !samePlace(known, place));
  }

  async #store(answers: AttachAnswer[]): Promise<void> {
    await this.state.update(key, answers);
    this.onChange.emit(undefined);
  }
}

function samePlace(a: Omit<AttachAnswer, 'answer'>, b: Omit<AttachAnswer, 'answer'>): boolean {
  return a.source === b.source && a.program === b.program && a.target === b.target;
}
