/** Where `bpf_printk` lines come from, and most attach points too. */
import * as l10n from '@vscode/l10n';
import type { Finding } from '../checks';
import { asRoot } from '../distribution';
import type { Facts } from '../facts';

export function checkTracefs({ seenByRoot: root, tracefsKnown, uid }: Facts): Finding {
  if (!root) {
    return {
      status: 'unknown',
      found: l10n.t('could not be looked at'),
      reason: l10n.t('Only root can read it, and root could not be reached without a question.'),
      fix: l10n.t('See the privileges.'),
    };
  }
  if (root.tracefs === undefined) {
    const command = `${asRoot(uid)}mount -t tracefs tracefs /sys/kernel/tracing`;
    if (tracefsKnown) {
      return {
        status: 'warn',
        found: l10n.t('not mounted'),
        reason: l10n.t(
          'The lines of bpf_printk are read from it, and tracepoints and kprobes are found in it.',
        ),
        fix: l10n.t('Mount it.'),
        command,
      };
    }
    return {
      status: 'bad',
      found: l10n.t('not known to this kernel'),
      reason: l10n.t(
        'A kernel without CONFIG_FTRACE has no bpf_printk lines, no tracepoints and no kprobes.',
      ),
      fix: l10n.t('Install a kernel of the distribution; they are built with it.'),
    };
  }
  const found = root.tracefs;
  if (root.denied.length > 0) {
    return {
      status: 'warn',
      found: l10n.t('{0}; not even root may read {1}', found, root.denied.join(', ')),
      reason: l10n.t('Something above this kernel forbids it: a container, a sandbox or a security module.'),
      fix: l10n.t(
        'Programs that need these files cannot attach there; others work. Use a machine of your own for those.',
      ),
    };
  }
  if (!root.instances) {
    return {
      status: 'warn',
      found: l10n.t('{0}, without instances', found),
      reason: l10n.t('Lines are then read from the one trace_pipe, and taken away from other readers.'),
      fix: l10n.t('Install a kernel with CONFIG_TRACING; all distributions have it.'),
    };
  }
  return { status: 'good', found };
}
