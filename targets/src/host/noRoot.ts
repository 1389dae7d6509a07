/** Why there is no way to root, in words that say what to do about it. */
import * as l10n from '@vscode/l10n';
import { TargetError, type TargetAction } from '../targetError';

export type WhyNoRoot =
  'noSudo' | 'needsTerminal' | 'notAllowed' | 'noPassword' | 'wrongPassword' | 'noAnswer';

export function noRoot(host: string, user: string, why: WhyNoRoot, detail: string): TargetError {
  const actions: TargetAction[] = [{ kind: 'selectTarget' }];
  // The user's line as visudo would check it; to be run there by someone who is root.
  if (why === 'needsTerminal')
    actions.unshift({
      kind: 'copyCommand',
      command: `echo 'Defaults:${user} !requiretty' | EDITOR='tee -a' visudo`,
    });
  if (why === 'noPassword' || why === 'wrongPassword') actions.unshift({ kind: 'retry' });
  return new TargetError('noRoot', message(host, user, why), { detail, actions });
}

function message(host: string, user: string, why: WhyNoRoot): string {
  switch (why) {
    case 'noSudo':
      return l10n.t(
        'Loading BPF programs on {0} needs root: {1} is not root, and sudo is not installed there. Connect as root, or install sudo and allow {1} to use it.',
        host,
        user,
      );
    case 'needsTerminal':
      return l10n.t(
        'sudo on {0} wants a terminal (requiretty). Add the line "Defaults:{1} !requiretty" with visudo there, or connect as root.',
        host,
        user,
      );
    case 'notAllowed':
      return l10n.t(
        'sudo on {0} does not let {1} run commands as root. Add {1} to the group sudo or wheel there, or connect as root.',
        host,
        user,
      );
    case 'noPassword':
      return l10n.t(
        'Loading BPF programs on {0} needs root, and no sudo password of {1} was given.',
        host,
        user,
      );
    case 'wrongPassword':
      return l10n.t(
        'The sudo password of {1} on {0} was wrong three times. Try again, or connect as root.',
        host,
        user,
      );
    case 'noAnswer':
      return l10n.t(
        'sudo on {0} asks {1} for something other than a password, which is not supported. Connect as root, or allow sudo without a password.',
        host,
        user,
      );
  }
}
