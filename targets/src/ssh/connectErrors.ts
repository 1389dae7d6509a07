/** What can go wrong on the way to a machine, in words that say what to do. */
import * as l10n from '@vscode/l10n';
import type { HopSettings } from './hopSettings';
import { TargetError, type TargetAction } from '../targetError';

const again: readonly TargetAction[] = [{ kind: 'retry' }, { kind: 'showLog' }];

/** @param error from the socket or from ssh2, before the server let us in */
export function connectError(settings: HopSettings, error: Error): TargetError {
  if (error instanceof TargetError) return error;
  const { hostName, port } = settings;
  const place = `${hostName}:${port}`;
  const options = { detail: error.message, cause: error, actions: again };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NONAME':
      return new TargetError(
        'unknownHost',
        l10n.t('There is no machine named {0}. Check the name and ~/.ssh/config, or the network.', hostName),
        options,
      );
    case 'ECONNREFUSED':
      return new TargetError(
        'unreachable',
        l10n.t('{0} refuses SSH connections. Check the port, and that sshd runs there.', place),
        options,
      );
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return new TargetError(
        'unreachable',
        l10n.t(
          '{0} does not answer. Check that the machine is up and the network or VPN is connected.',
          place,
        ),
        options,
      );
    default:
      return new TargetError(
        'unreachable',
        l10n.t(
          'No SSH connection to {0} could be made: {1}. Check that an SSH server answers there.',
          place,
          error.message,
        ),
        options,
      );
  }
}

export function timedOut(settings: HopSettings): Error {
  return Object.assign(new Error(`No answer within ${settings.connectTimeout / 1000} s`), {
    code: 'ETIMEDOUT',
  });
}

/**
 * @param tried method names; empty when nothing could be tried
 * @param offered what the server would have taken
 */
export function authFailed(
  settings: HopSettings,
  tried: readonly string[],
  offered: readonly string[],
  detail = '',
): TargetError {
  const { user, original } = settings;
  const message =
    tried.length > 0
      ? l10n.t(
          '{0} did not let user {1} in (tried: {2}). Check the user name, key or password.',
          original,
          user,
          tried.join(', '),
        )
      : l10n.t(
          '{0} did not let user {1} in: no key or password for it was given. The server takes: {2}.',
          original,
          user,
          offered.join(', ') || '-',
        );
  return new TargetError('authFailed', message, { detail, actions: again });
}

/** sshd's answer to an agent full of keys: it counts each as an attempt. */
export function tooManyKeys(settings: HopSettings, detail: string): TargetError {
  const message = l10n.t(
    '{0} closed the connection after too many keys were tried for user {1}. Name the right one in ~/.ssh/config with IdentityFile and "IdentitiesOnly yes".',
    settings.original,
    settings.user,
  );
  return new TargetError('authFailed', message, { detail, actions: again });
}
