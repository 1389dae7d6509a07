/**
 * Asks the person at the terminal. Without one, every question is answered "no": a script must never hang.
 * Questions go to stderr, so that stdout stays trace lines; what is typed for a secret is not shown.
 */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { Asker, HostKeyQuestion, SecretQuestion } from '#targets/host/asker';
import { TargetError } from '#targets/targetError';
import type { AttachQuestion, Chooser, GuardQuestion } from '#targets/run/ports';

/** What the command line has said already. */
export interface TerminalAnswers {
  /** `--iface`. */
  interface: string | undefined;
  /** `--guard`: attach on our own connection, and keep it if the connection has survived. */
  guard: boolean;
}

/** So long a program runs on our own connection before `--guard` takes the connection for healthy, in milliseconds. */
const proving = 3000;

export class TerminalAsker implements Asker, Chooser {
  constructor(
    readonly input: NodeJS.ReadStream,
    readonly output: NodeJS.WriteStream,
    readonly answers: TerminalAnswers,
  ) {}

  async trustHostKey({ host, keyType, fingerprint }: HostKeyQuestion): Promise<boolean> {
    const question = l10n.t(
      'The host {0} is not known. Its {1} key is {2}. Trust it and go on? (yes/no)',
      host,
      keyType,
      fingerprint,
    );
    const answer = await this.#ask(`${question} `, 'shown');
    return isYes(answer);
  }

  async secret(question: SecretQuestion): Promise<string | undefined> {
    const again = question.attempt > 1 ? l10n.t('That was not accepted. ') : '';
    const shown = question.kind === 'prompt' && question.echo ? 'shown' : 'hidden';
    return this.#ask(`${again}${promptOf(question)} `, shown);
  }

  async choose(question: AttachQuestion): Promise<string | undefined> {
    if (question.kind === 'interface' && this.answers.interface !== undefined) return this.answers.interface;
    if (!this.input.isTTY) throw unanswered(question);
    const names = question.candidates.map(
      ({ name, detail }, index) => `  ${index + 1}  ${name}  ${detail ?? ''}`,
    );
    const text = l10n.t('{0} (SEC("{1}")) attaches to one of these:', question.program, question.section);
    const answer = await this.#ask(`${text}\n${names.join('\n')}\n${l10n.t('Number or name:')} `, 'shown');
    if (answer === undefined || answer.trim() === '') return undefined;
    return question.candidates[Number(answer) - 1]?.name ?? answer.trim();
  }

  async allowOwnConnection({ detail, seconds, program }: GuardQuestion): Promise<boolean> {
    if (this.answers.guard) return true;
    const question = l10n.t(
      '{0} Attach {1} all the same? It is detached again after {2} s unless you then say that it works. (yes/no)',
      detail,
      program,
      seconds,
    );
    return isYes(await this.#ask(`${question} `, 'shown'));
  }

  async keepAttached({ detail, seconds, program }: GuardQuestion, signal: AbortSignal): Promise<boolean> {
    if (this.answers.guard) {
      await setTimeout(proving, undefined, { signal }).catch(() => undefined);
      return !signal.aborted;
    }
    const question = l10n.t('{0} runs on {1}. Keep it? (yes/no; {2} s)', program, detail, seconds);
    return isYes(await this.#ask(`${question} `, 'shown', signal));
  }

  async #ask(
    question: string,
    typing: 'shown' | 'hidden',
    signal?: AbortSignal,
  ): Promise<string | undefined> {
    if (!this.input.isTTY) return undefined;
    let muted = false;
    const { output } = this;
    const echo = new Writable({
      write(chunk: Uint8Array, _encoding, done) {
        if (!muted) output.write(chunk);
        done();
      },
    });
    const terminal = createInterface({ input: this.input, output: echo, terminal: true });
    const closed = new Promise<undefined>((resolve) => terminal.once('close', () => resolve(undefined)));
    // Ctrl-C at a question means: forget the whole thing.
    terminal.once('SIGINT', () => {
      terminal.close();
      process.kill(process.pid, 'SIGINT');
    });
    const answer = terminal.question(question, signal === undefined ? {} : { signal });
    muted = typing === 'hidden';
    const given = await Promise.race([answer.catch(() => undefined), closed]);
    terminal.close();
    if (muted) output.write('\n');
    return given;
  }
}

/** A script that ended without a word would leave its author to guess. */
function unanswered({ program, section, candidates }: AttachQuestion): TargetError {
  const names = candidates.slice(0, mostNamed).map(({ name }) => name);
  const more = candidates.length > mostNamed ? ', …' : '';
  return new TargetError(
    'badArgument',
    l10n.t(
      '{0} (SEC("{1}")) leaves open what it attaches to, and there is nobody to ask. Say it with --attach {0}=TARGET, where the target may be: {2}',
      program,
      section,
      names.join(', ') + more,
    ),
  );
}

const mostNamed = 20;

function isYes(answer: string | undefined): boolean {
  return answer !== undefined && /^(y|yes|是)$/i.test(answer.trim());
}

function promptOf(question: SecretQuestion): string {
  switch (question.kind) {
    case 'password':
      return l10n.t('Password of {0} on {1}:', question.user, question.target);
    case 'passphrase':
      return l10n.t('Passphrase of the key {0}:', question.keyFile);
    case 'prompt':
      return question.prompt;
    case 'sudo':
      return l10n.t('sudo password of {0} on {1}:', question.user, question.target);
  }
}
