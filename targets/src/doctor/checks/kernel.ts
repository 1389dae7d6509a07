/**
 * The kernel's age and the machine's architecture.
 * - 5.15 has all that a run uses: links for every attachment (perf events last, in 5.15), the ring buffer (5.8),
 *   the trace event of bpf_printk (5.9).
 * - 5.4 is the first with BTF of its own. Between the two a run works with less.
 * - Red Hat's 4.18 (RHEL 8) carries most of that from later kernels; its number says nothing.
 */
import * as l10n from '@vscode/l10n';
import type { Finding } from '../checks';
import type { Facts } from '../facts';

const agents = ['x86_64', 'aarch64'];

export function checkKernel({ system, release, machine }: Facts): Finding {
  const found = l10n.t('{0} {1} on {2}', system, release, machine);
  if (system !== 'Linux' || !agents.includes(machine)) {
    return {
      status: 'bad',
      found,
      reason: l10n.t('eBPF Workbench runs its programs on Linux on x86_64 and aarch64.'),
      fix: l10n.t('Choose another machine as the target.'),
    };
  }
  const match = /^(\d+)\.(\d+)/.exec(release);
  const version = match ? Number(match[1]) * 1000 + Number(match[2]) : undefined;
  if (version === undefined) {
    return {
      status: 'unknown',
      found,
      reason: l10n.t('The version of this kernel could not be read.'),
      fix: l10n.t('Try it: most programs run on 5.15 or newer.'),
    };
  }
  if (version >= 5015) return { status: 'good', found };
  const fix = l10n.t('Install a newer kernel from the distribution; 5.15 or newer has all of it.');
  if (version >= 5004 || /\.el8/.test(release)) {
    return {
      status: 'warn',
      found,
      reason: l10n.t(
        'This kernel lacks some of what newer programs use, such as ring buffers (5.8) or links (5.15).',
      ),
      fix,
    };
  }
  return {
    status: 'bad',
    found,
    reason: l10n.t('This kernel is older than 5.4, the first that describes its own types (BTF).'),
    fix,
  };
}
