/** Without the just-in-time compiler programs are interpreted, and trampolines (fentry, fexit, LSM) do not exist. */
import * as l10n from '@vscode/l10n';
import type { Finding } from '../checks';
import { asRoot } from '../distribution';
import type { Facts } from '../facts';

export function checkJit({ seenByRoot, kernelConfig, uid }: Facts): Finding {
  const value = seenByRoot?.jit ?? (kernelConfig.get('CONFIG_BPF_JIT_ALWAYS_ON') === 'y' ? 1 : undefined);
  switch (value) {
    case undefined:
      return {
        status: 'unknown',
        found: l10n.t('could not be looked at'),
        reason: l10n.t('The kernel does not show net.core.bpf_jit_enable here.'),
        fix: l10n.t('Nothing has to be done: distributions switch it on.'),
      };
    case 0:
      return {
        status: 'warn',
        found: l10n.t('off'),
        reason: l10n.t('Programs are interpreted, which is slow, and fentry and fexit do not work.'),
        fix: l10n.t('Switch it on.'),
        command: `${asRoot(uid)}sysctl -w net.core.bpf_jit_enable=1`,
      };
    default:
      return { status: 'good', found: value === 2 ? l10n.t('on, with its debug output') : l10n.t('on') };
  }
}
