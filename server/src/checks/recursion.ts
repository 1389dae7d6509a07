import * as l10n from '@vscode/l10n';
import { callsOf } from '../flow/walk';
import type { Check } from './check';

/** A function that calls itself: the verifier refuses it, whatever ends it. */
export const recursion: Check = {
  id: 'recursion',
  severity: 'error',
  function({ report }, one) {
    for (const { name, nameSpan } of callsOf(one)) {
      if (name !== one.name.text) continue;
      report(
        { start: nameSpan.start + one.offset, end: nameSpan.end + one.offset },
        l10n.t('The verifier refuses recursion. Use a loop, bpf_loop or a tail call.'),
      );
    }
  },
};
