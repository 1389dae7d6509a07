/** The kernel's description of its own types: `vmlinux.h`, CO-RE relocations, fentry and the typed views need it. */
import * as l10n from '@vscode/l10n';
import type { Finding } from '../checks';
import { asRoot } from '../distribution';
import type { Facts } from '../facts';

const file = '/sys/kernel/btf/vmlinux';

export function checkBtf({ btf, kernelConfig, uid }: Facts): Finding {
  switch (btf) {
    case 'readable':
      return { status: 'good', found: file };
    case 'unreadable':
      return {
        status: 'warn',
        found: l10n.t('{0} is there and may not be read by this user', file),
        reason: l10n.t('vmlinux.h is made from it with the rights of the user who logs in.'),
        fix: l10n.t('Let everyone read it, as kernels do by themselves.'),
        command: `${asRoot(uid)}chmod a+r ${file}`,
      };
    case undefined:
    case 'absent':
      return {
        status: 'warn',
        found: l10n.t('{0} is not there', file),
        reason:
          kernelConfig.get('CONFIG_DEBUG_INFO_BTF') === 'n'
            ? l10n.t('This kernel was built without CONFIG_DEBUG_INFO_BTF.')
            : l10n.t('Programs that include vmlinux.h, use CO-RE or attach to fentry cannot run without it.'),
        fix: l10n.t(
          'Install a kernel with CONFIG_DEBUG_INFO_BTF=y, as the large distributions build theirs.',
        ),
      };
  }
}
