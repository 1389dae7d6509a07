/**
 * The compiler. clang 10 is the first that records CO-RE relocations the way libbpf reads them; what came before 12
 * stumbles over much of today's headers.
 */
import * as l10n from '@vscode/l10n';
import type { Finding } from '../checks';
import { installCommand } from '../distribution';
import type { Here } from '../examine';
import type { Facts } from '../facts';

export function checkClang({ clang, distribution, uid }: Facts, { hasClang }: Here): Finding {
  const command = installCommand(distribution, ['clang'], uid);
  const install = { fix: l10n.t('Install clang there.'), ...(command === undefined ? {} : { command }) };
  if (!clang) {
    if (!hasClang) {
      return {
        status: 'bad',
        found: l10n.t('none'),
        reason: l10n.t('Without clang nothing can be built.'),
        ...install,
      };
    }
    return {
      status: 'warn',
      found: l10n.t('none on the target, but one on this machine'),
      reason: l10n.t('Programs are compiled on this machine, with its headers, and the object is sent.'),
      ...install,
    };
  }
  const found = `${clang.version} (${clang.path})`;
  if (clang.backend !== '') {
    return {
      status: hasClang ? 'warn' : 'bad',
      found,
      reason: l10n.t('It cannot compile for BPF: {0}', clang.backend.split('\n')[0] ?? ''),
      fix: l10n.t(
        'Install the clang of the distribution, or name another one in the setting {0}.',
        'ebpf.build.clang',
      ),
      ...(command === undefined ? {} : { command }),
    };
  }
  if (clang.major !== undefined && clang.major < 10) {
    return { status: 'bad', found, reason: l10n.t('BPF programs need clang 10 or newer.'), ...install };
  }
  if (clang.major !== undefined && clang.major < 12) {
    return {
      status: 'warn',
      found,
      reason: l10n.t('It compiles simple programs; newer ones use features of clang 12.'),
      fix: l10n.t('Install a newer clang.'),
      ...(command === undefined ? {} : { command }),
    };
  }
  return { status: 'good', found };
}
