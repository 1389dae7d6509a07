/** What Secure Boot's lockdown takes away from BPF; kernel's include/linux/security.h, LOCKDOWN_*. */
import * as l10n from '@vscode/l10n';
import type { Finding } from '../checks';
import type { Facts } from '../facts';

export function checkLockdown({ seenByRoot }: Facts): Finding {
  if (!seenByRoot) {
    return {
      status: 'unknown',
      found: l10n.t('could not be looked at'),
      reason: l10n.t('Only root can read it, and root could not be reached without a question.'),
      fix: l10n.t('See the privileges.'),
    };
  }
  const fix = l10n.t('Boot without lockdown= on the kernel command line, or with Secure Boot off.');
  switch (seenByRoot.lockdown) {
    // Without the file the kernel has no lockdown, or nobody mounted securityfs, and then nobody set it.
    case undefined:
    case 'none':
      return { status: 'good', found: l10n.t('none') };
    case 'integrity':
      return {
        status: 'warn',
        found: 'integrity',
        reason: l10n.t(
          'Programs may not write to user memory (bpf_probe_write_user). Everything else works.',
        ),
        fix,
      };
    case 'confidentiality':
      return {
        status: 'bad',
        found: 'confidentiality',
        reason: l10n.t(
          'Programs may not read kernel memory, and kprobes, perf events and tracefs are closed.',
        ),
        fix,
      };
  }
}
