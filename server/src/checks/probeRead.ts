import * as l10n from '@vscode/l10n';
import { callsOf } from '../flow/walk';
import type { Check } from './check';

/** `bpf_probe_read` does not say whose memory it reads, and is missing on machines where the two may overlap. */
export const probeRead: Check = {
  id: 'probe-read',
  severity: 'hint',
  function({ facts, report }, one) {
    for (const call of callsOf(one)) {
      if (call.name !== 'bpf_probe_read' && call.name !== 'bpf_probe_read_str') continue;
      if (!facts.helper(call)) continue;
      const span = { start: call.nameSpan.start + one.offset, end: call.nameSpan.end + one.offset };
      const suffix = call.name.endsWith('_str') ? '_str' : '';
      const names = [`bpf_probe_read_kernel${suffix}`, `bpf_probe_read_user${suffix}`];
      report(
        span,
        l10n.t(
          '{0} guesses whose memory it reads. Say it: {1} or {2}, since Linux 5.5.',
          call.name,
          ...names,
        ),
        {
          fixes: names.map((name) => ({
            title: l10n.t('Change to {0}', name),
            edits: [{ ...span, text: name }],
          })),
        },
      );
    }
  },
};
