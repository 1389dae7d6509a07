/**
 * Asks the person at the terminal. Without one, every question is answered "no": a script must never hang.
 * Questions go to stderr, so that stdout stays trace lines; what is typed for a secret is not shown.
 */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import * as l10n from '@vscode/l10n';
import type { Asker, HostKeyQuestion, SecretQuestion } from '#targets/host/asker';
import type { AttachQuestion, Chooser } from '#targets/run/ports';

export class TerminalAsker implements Asker, Chooser {
  constructor(
    readonly input: NodeJS.ReadStream,
    readonly output: NodeJS.WriteStream,
    /** What `--iface` names. */
    readonly answer: string | undefined,
  ) {}

  async trustHostKey({ host, keyType, fingerprint }: HostKeyQuestion): Promise<boolean> {
    const question = l10n.t(
      'The host {0} is not known. Its {1} key is {2}. Trust it and go on? (yes/no)',
      host,
      keyType,
      fingerprint,
    );
    const answer = await this.#ask(`${question} `, 'shown');
    return answer !== undefined && /^(y|yes|是)$/i.test(answer.trim());
  }

  async secret(question: SecretQuestion): Promise<string | undefined> {
    const again = question.attempt > 1 ? l10n.t('That was not accepted. ') : '';
    const shown = question.kind === 'prompt' && question.echo ? 'shown' : 'hidden';
    return this.#ask(`${again}${promptOf(question)} `, shown);
  }

  async choose(question: AttachQuestion): Promise<string | undefined> {
    if (this.answer !== undefined) return this.answer;
    const names = question.candidates.map(
      ({ name, detail }, index) => `  ${index + 1}  ${name}  ${detail ?? ''}`,
    );
    const text = l10n.t('{0} (SEC("{1}")) attaches to one of these:', question.program, question.section);
    const answer = await this.#ask(`${text}\n${names.join('\n')}\n${l10n.t('Number or name:')} `, 'shown');
    if (answer === undefined || answer.trim() === '') return undefined;
    return question.candidates[Number(answer) - 1]?.name ?? answer.trim();
  }

  async #ask(question: string, typing: 'shown' | 'hidden'): Promise<string | undefined> {
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
    const answer = terminal.question(question);
    answer.catch(() => undefined);
    muted = typing === 'hidden';
    const given = await Promise.race([answer, closed]);
    terminal.close();
    if (muted) output.write('\n');
    return given;
  }
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
