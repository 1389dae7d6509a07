/**
 * Asks the person in front of the editor. Nothing typed here is logged, and nothing is stored but a sudo password
 * that the user wants remembered; that goes into the editor's secret storage, which the system's keyring guards.
 */
import * as vscode from 'vscode';
import type { Asker, HostKeyQuestion, SecretQuestion } from '#targets/host/asker';
import { secretPrompt, secretTitle } from './secretText';

export class EditorAsker implements Asker {
  /** Sudo passwords that the user typed and that have not yet opened a door, by storage key. */
  readonly #untried = new Map<string, { target: string; answer: string }>();

  constructor(private readonly secrets: vscode.SecretStorage) {}

  async trustHostKey({ host, keyType, fingerprint }: HostKeyQuestion): Promise<boolean> {
    const connect = vscode.l10n.t('Trust and Connect');
    const message = vscode.l10n.t('{0} is not known yet. Is this its key?', host);
    const detail = vscode.l10n.t(
      '{0}\n{1}\n\nCompare it with what the machine’s owner tells you. It is stored in known_hosts.',
      keyType,
      fingerprint,
    );
    return (await vscode.window.showWarningMessage(message, { modal: true, detail }, connect)) === connect;
  }

  async secret(question: SecretQuestion): Promise<string | undefined> {
    const key = storageKey(question);
    if (key === undefined) return this.#ask(question);
    // A stored password that was wrong is worth nothing, and would be tried again at the next run.
    if (question.attempt > 1) await this.secrets.delete(key);
    const stored = question.attempt === 1 ? await this.secrets.get(key) : undefined;
    if (stored !== undefined) return stored;
    const answer = await this.#ask(question);
    if (answer !== undefined && answer !== '') this.#untried.set(key, { target: question.target, answer });
    return answer;
  }

  /** The machine has let us be root, so what was typed for it is right, and worth remembering if the user wishes. */
  rootGranted(target: string): void {
    for (const [key, typed] of this.#untried) {
      if (typed.target !== target) continue;
      this.#untried.delete(key);
      void this.#offerToRemember(target, key, typed.answer);
    }
  }

  async #ask(question: SecretQuestion): Promise<string | undefined> {
    return vscode.window.showInputBox({
      title: secretTitle(question),
      prompt: secretPrompt(question),
      password: question.kind !== 'prompt' || !question.echo,
      ignoreFocusOut: true,
    });
  }

  async #offerToRemember(target: string, key: string, answer: string): Promise<void> {
    const remember = vscode.l10n.t('Remember');
    const message = vscode.l10n.t(
      'Remember the sudo password of {0} in the editor’s secret storage?',
      target,
    );
    const choice = await vscode.window.showInformationMessage(message, remember, vscode.l10n.t('No'));
    if (choice === remember) await this.secrets.store(key, answer);
  }
}

/** Only sudo passwords can be remembered: for the rest ssh has keys and agents. */
function storageKey(question: SecretQuestion): string | undefined {
  return question.kind === 'sudo' ? `sudo:${question.user}@${question.target}` : undefined;
}
