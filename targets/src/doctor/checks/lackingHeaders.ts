/** The finding for headers that are not there. */
import * as l10n from '@vscode/l10n';
import type { Finding } from '../checks';
import { installCommand, type Lack } from '../distribution';
import type { Here } from '../examine';
import type { Facts } from '../facts';

export function lackingHeaders(
  { clang, distribution, uid }: Facts,
  { hasClang }: Here,
  lack: Exclude<Lack, 'clang'>,
  headers: readonly string[],
): Finding {
  const command = installCommand(distribution, [lack], uid);
  // A target without a compiler does not use its headers.
  const elsewhere = !clang && hasClang;
  return {
    status: elsewhere ? 'warn' : 'bad',
    found: l10n.t('{0} not found', headers.join(', ')),
    reason: elsewhere
      ? l10n.t('They are needed there once clang is installed there.')
      : l10n.t('Programs that include them do not compile.'),
    fix: l10n.t('Install the package that holds them.'),
    ...(command === undefined ? {} : { command }),
  };
}
