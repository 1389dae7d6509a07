import * as l10n from '@vscode/l10n';
import { callsOf } from '../flow/walk';
import type { Check } from './check';

/** libbpf takes no licence for "": the kernel then refuses every GPL-only helper, and kprobes with them. */
export const licenceMissing: Check = {
  id: 'licence-missing',
  severity: 'warning',
  file({ model, document, facts, report }) {
    const [first] = model.programs;
    if (!first || model.licence || facts.included.hasLicence) return;
    // A macro that we do not see through may bring it, or a header that was not found.
    if (/\bLICENSE\b|_license\b|SEC\s*\(\s*"license"\s*\)/.test(document.text)) return;
    if (facts.included.isPartial) return;
    const needed = model.functions.some((one) =>
      callsOf(one).some((call) => facts.helper(call)?.gplOnly === 'yes'),
    );
    const end = document.text.length;
    const lineBreak = document.text.endsWith('\n') ? '' : '\n';
    report(
      first.name,
      l10n.t(
        'The file has no licence. Most helpers of tracing programs are GPL-only; the kernel refuses them without.',
      ),
      {
        severity: needed ? 'warning' : 'hint',
        fixes: [
          {
            title: l10n.t('Add a GPL licence'),
            edits: [{ start: end, end, text: `${lineBreak}\nchar LICENSE[] SEC("license") = "GPL";\n` }],
            isPreferred: true,
          },
        ],
      },
    );
  },
};
