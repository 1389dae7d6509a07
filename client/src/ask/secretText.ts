/** The words of a question for a secret. */
import * as vscode from 'vscode';
import type { SecretQuestion } from '#targets/host/asker';

export function secretPrompt(question: SecretQuestion): string {
  switch (question.kind) {
    case 'password':
      return vscode.l10n.t('Password of {0} on {1}', question.user, question.target);
    case 'passphrase':
      return vscode.l10n.t('Passphrase of the key {0}', question.keyFile);
    case 'prompt':
      return question.prompt.trim() || vscode.l10n.t('{0} asks for an answer', question.target);
    case 'sudo':
      return vscode.l10n.t('Password of {0} for sudo on {1}', question.user, question.target);
  }
}

/** The second time says that the first answer was wrong. */
export function secretTitle(question: SecretQuestion): string {
  return question.attempt > 1
    ? vscode.l10n.t('{0}: that was not right, try again', question.target)
    : question.target;
}
