/** Loading and attaching needs root, or what root is made of. */
import * as l10n from '@vscode/l10n';
import type { Finding } from '../checks';
import type { Facts } from '../facts';

// capability.h: CAP_SYS_ADMIN 21, CAP_PERFMON 38, CAP_BPF 39
const sysAdmin = 1n << 21n;
const perfmonAndBpf = (1n << 38n) | (1n << 39n);

export function checkPrivileges(facts: Facts): Finding {
  const { root, user, uid, unprivilegedBpf, seenByRoot } = facts;
  const capabilities = seenByRoot?.capabilities;
  const enough =
    capabilities === undefined ||
    (capabilities & sysAdmin) !== 0n ||
    (capabilities & perfmonAndBpf) === perfmonAndBpf;
  if (!enough) {
    return {
      status: 'bad',
      found: l10n.t('root without CAP_BPF and CAP_SYS_ADMIN'),
      reason: l10n.t('Root was stripped of the right to load programs, as it is in a container.'),
      fix: l10n.t('Start the container with --privileged, or use the machine that it runs on as the target.'),
    };
  }
  const others =
    unprivilegedBpf === undefined
      ? ''
      : l10n.t(' (unprivileged BPF: {0})', unprivilegedWords(unprivilegedBpf));
  switch (root) {
    case 'is':
      return { status: 'good', found: l10n.t('root') + others };
    case 'sudo':
      return { status: 'good', found: l10n.t('{0}, with sudo and no password', user) + others };
    case 'sudoPassword':
      // sudo asks everyone for a password first, and only then says whom it refuses.
      if (!seenByRoot) {
        return {
          status: 'unknown',
          found: l10n.t('{0}; sudo asks for a password', user) + others,
          reason: l10n.t('Whether sudo lets this user in shows only with the password.'),
          fix: l10n.t('Run a program: the password is asked for then.'),
        };
      }
      return { status: 'good', found: l10n.t('{0}, with sudo and a password', user) + others };
    case 'refused':
      return {
        status: 'bad',
        found: l10n.t('{0}; sudo refuses', user) + others,
        reason: l10n.t('Loading BPF programs needs root.'),
        fix: l10n.t('Log in as root, or have an administrator let this user use sudo.'),
        command: grant(facts),
      };
    case 'noSudo':
      return {
        status: 'bad',
        found: l10n.t('{0} (uid {1}), and no sudo', user, uid ?? '?') + others,
        reason: l10n.t('Loading BPF programs needs root.'),
        fix: l10n.t('Log in as root, or have an administrator install sudo and let this user use it.'),
      };
  }
}

/** What an administrator types; Debian calls the group `sudo`, the others `wheel`. */
function grant({ user, distribution }: Facts): string {
  const group = [distribution.id, ...distribution.like].some((id) => id === 'debian' || id === 'ubuntu')
    ? 'sudo'
    : 'wheel';
  return `usermod -aG ${group} ${/^[\w.-]+$/.test(user) ? user : '"$USER"'}`;
}

function unprivilegedWords(value: number): string {
  return value === 0 ? l10n.t('allowed') : l10n.t('off');
}
