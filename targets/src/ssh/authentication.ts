/**
 * Proves who we are to one server, in ssh's order: keys, keyboard-interactive, password, each only where the
 * server offers it. Answers that worked go into the memory, wrong ones leave it; none is logged.
 */
import type { AnyAuthMethod, ParsedKey, Prompt } from 'ssh2';
import type { HopSettings } from './hopSettings';
import { findSigners, type Signer } from './signers';
import type { Asker, SecretQuestion } from '../host/asker';
import type { SecretMemory } from '../host/secretMemory';
import type { Log } from '../log';

const maxAttempts = 3;

// Password:      (bob@lab) Password:      bob@lab's password:
const passwordPrompt = /^\s*(?:\([^)]*\)\s*)?(?:\S+'s )?password\s*:\s*$/i;

export class Authentication {
  /** Names of the methods that were really tried, for the message when all of them failed. */
  readonly tried = new Set<string>();
  #signers: Signer[] | undefined;
  #signed = false;
  #rounds = 0;
  #passwords = 0;
  #declined = new Set<'keyboard-interactive' | 'password'>();
  #pending = new Map<string, string>();

  constructor(
    private readonly target: string,
    private readonly settings: HopSettings,
    private readonly asker: Asker,
    private readonly memory: SecretMemory,
    private readonly log: Log,
  ) {}

  /**
   * What to try next, undefined when nothing is left.
   * @param offered the methods that the server would go on with; null before the first try
   */
  async next(offered: readonly string[] | null): Promise<AnyAuthMethod | undefined> {
    const username = this.settings.user;
    // Some servers ask for nothing; the others answer with what they offer.
    if (offered === null) return { type: 'none', username };
    // The server may have taken the key and want something more. ssh2 does not keep what it said to a key of an
    // agent, so it is asked once more.
    if (this.#signed) {
      this.#signed = false;
      return { type: 'none', username };
    }
    if (offered.includes('publickey')) {
      const agent = await this.#nextKey();
      if (agent) return { type: 'agent', username, agent };
    }
    if (
      offered.includes('keyboard-interactive') &&
      this.#rounds < maxAttempts &&
      this.#may('keyboard-interactive')
    ) {
      this.#rounds++;
      this.tried.add('keyboard-interactive');
      const prompt: Extract<AnyAuthMethod, { type: 'keyboard-interactive' }>['prompt'] = (
        _name,
        instructions,
        _language,
        prompts,
        finish,
      ) => {
        if (instructions) this.log.info(`${this.target} says: ${instructions}`);
        void this.#answers(prompts).then(finish);
      };
      return { type: 'keyboard-interactive', username, prompt };
    }
    if (offered.includes('password') && this.#may('password')) {
      const password = await this.#password('password');
      if (password !== undefined) {
        this.tried.add('password');
        return { type: 'password', username, password };
      }
    }
    return undefined;
  }

  /** The server let us in: what was answered is right. */
  succeeded(): void {
    for (const [key, secret] of this.#pending) this.memory.keep(key, secret);
  }

  async #nextKey() {
    this.#signers ??= await findSigners(this.settings, (file, open) => this.#unlock(file, open), this.log);
    for (let signer = this.#signers.shift(); signer; signer = this.#signers.shift()) {
      this.log.debug(`Trying key ${signer.label} for ${this.target}`);
      const agent = await signer.agent(() => (this.#signed = true));
      if (!agent) continue;
      this.tried.add('publickey');
      return agent;
    }
    return undefined;
  }

  async #unlock(
    keyFile: string,
    open: (passphrase: string) => ParsedKey | undefined,
  ): Promise<ParsedKey | undefined> {
    const key = `passphrase:${keyFile}`;
    const remembered = this.memory.get(key);
    const unlocked = remembered === undefined ? undefined : open(remembered);
    if (unlocked) return unlocked;
    this.memory.forget(key);
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const answer = await this.asker.secret({ kind: 'passphrase', target: this.target, keyFile, attempt });
      if (answer === undefined) return undefined;
      const opened = open(answer);
      if (!opened) continue;
      this.memory.keep(key, answer);
      return opened;
    }
    this.log.warn(`Key ${keyFile} is skipped: three wrong passphrases`);
    return undefined;
  }

  async #answers(prompts: readonly Prompt[]): Promise<string[]> {
    const answers: string[] = [];
    for (const { prompt, echo } of prompts) {
      const hidden = echo !== true;
      const answer =
        hidden && prompts.length === 1 && passwordPrompt.test(prompt)
          ? await this.#password('keyboard-interactive')
          : await this.#ask({
              kind: 'prompt',
              target: this.target,
              prompt,
              echo: !hidden,
              attempt: this.#rounds,
            });
      if (answer === undefined) this.#declined.add('keyboard-interactive');
      // sshd ends the connection when the number of answers is not that of the prompts.
      answers.push(answer ?? '');
    }
    return answers;
  }

  /** Both methods that carry a password share its memory and its attempts. */
  async #password(method: 'keyboard-interactive' | 'password'): Promise<string | undefined> {
    const { user } = this.settings;
    const key = `password:${user}@${this.settings.hostName}:${this.settings.port}`;
    const remembered = this.memory.get(key);
    if (remembered !== undefined) {
      // Once: if it was wrong, the server asks again, and then the person is asked.
      this.memory.forget(key);
      this.#pending.set(key, remembered);
      return remembered;
    }
    if (this.#passwords >= maxAttempts) return undefined;
    this.#passwords++;
    const answer = await this.#ask({ kind: 'password', target: this.target, user, attempt: this.#passwords });
    if (answer === undefined) this.#declined.add(method).add('password');
    else this.#pending.set(key, answer);
    return answer;
  }

  #ask(question: SecretQuestion): Promise<string | undefined> {
    return this.asker.secret(question).catch(() => undefined);
  }

  #may(method: 'keyboard-interactive' | 'password'): boolean {
    return !this.#declined.has(method);
  }
}
