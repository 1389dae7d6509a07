import * as l10n from '@vscode/l10n';
import { callsOf } from '../flow/walk';
import type { Check } from './check';

/** What the kernel takes for compatible: `license_is_gpl_compatible()` in include/linux/license.h. */
const compatible = new Set([
  'GPL',
  'GPL v2',
  'GPL and additional rights',
  'Dual BSD/GPL',
  'Dual MIT/GPL',
  'Dual MPL/GPL',
]);

/** A GPL-only helper under a licence that the kernel does not take for GPL-compatible. Of the file: its fix is at the licence. */
export const gplOnlyHelper: Check = {
  id: 'gpl-only-helper',
  severity: 'error',
  file({ model, facts, report }) {
    const { licence } = model;
    if (!licence || licence.text === '' || compatible.has(licence.text)) return;
    for (const one of model.functions) {
      if (facts.programsThatReach(one).length === 0) continue;
      for (const call of callsOf(one)) {
        if (facts.helper(call)?.gplOnly !== 'yes') continue;
        report(
          { start: call.nameSpan.start + one.offset, end: call.nameSpan.end + one.offset },
          l10n.t(
            '{0} is GPL-only, and "{1}" is no licence that the kernel takes for GPL-compatible.',
            call.name,
            licence.text,
          ),
          {
            fixes: ['GPL', `Dual BSD/GPL`].map((text, index) => ({
              title: l10n.t('Change the licence to "{0}"', text),
              edits: [{ ...licence.literal, text: `"${text}"` }],
              isPreferred: index === 0,
            })),
          },
        );
      }
    }
  },
};
