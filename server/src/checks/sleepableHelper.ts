import * as l10n from '@vscode/l10n';
import { callsOf } from '../flow/walk';
import type { Check } from './check';

/** A helper that may sleep, in a program that may not. */
export const sleepableHelper: Check = {
  id: 'sleepable-helper',
  severity: 'error',
  function({ facts, report }, one) {
    const users = facts.programsThatReach(one);
    if (users.length === 0 || users.some(({ sleepable, match }) => sleepable || match.kind !== 'program'))
      return;
    // Their sleepability is no matter of the section.
    if (
      users.some(
        ({ programType }) =>
          programType === 'SYSCALL' || programType === 'STRUCT_OPS' || programType === 'EXT',
      )
    )
      return;
    for (const call of callsOf(one)) {
      if (facts.helper(call)?.mightSleep !== true) continue;
      const span = { start: call.nameSpan.start + one.offset, end: call.nameSpan.end + one.offset };
      report(
        span,
        l10n.t(
          '{0} may sleep, and only programs of sleepable sections (names that end in ".s") may call it.',
          call.name,
        ),
      );
    }
  },
};
