/** The error for a machine that answered once and does not any more. */
import * as l10n from '@vscode/l10n';
import { TargetError } from '../targetError';

export function connectionLost(host: string, cause?: Error): TargetError {
  return new TargetError(
    'connectionLost',
    l10n.t(
      'The connection to {0} was lost. Check the network and that the machine is up, then run again.',
      host,
    ),
    { detail: cause?.message ?? '', cause, actions: [{ kind: 'retry' }] },
  );
}
