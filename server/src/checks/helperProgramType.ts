import * as l10n from '@vscode/l10n';
import { availability } from '#bpf/facts/helpers';
import { callsOf } from '../flow/walk';
import type { Check } from './check';

/** A helper that no program of this type may call, or only from a kernel on that the target does not have. */
export const helperProgramType: Check = {
  id: 'helper-program-type',
  severity: 'error',
  function({ facts, kernel, report }, one) {
    // A function that several programs share may be meant for one of them behind a test of a constant.
    const users = facts.programsThatReach(one);
    const types = new Set(users.map(({ programType }) => programType));
    const [programType] = types;
    if (types.size !== 1 || programType === undefined || !users[0]) return;
    for (const call of callsOf(one)) {
      const helper = facts.helper(call);
      if (!helper) continue;
      const span = { start: call.nameSpan.start + one.offset, end: call.nameSpan.end + one.offset };
      const section = users[0].program.section.text;
      const found = availability(helper, programType, kernel);
      if (found.kind === 'never') {
        report(span, l10n.t('No kernel lets a program of SEC("{0}") call {1}.', section, helper.name));
      } else if (found.kind === 'since') {
        report(
          span,
          l10n.t('Programs of SEC("{0}") may call {1} since Linux {2}.', section, helper.name, found.kernel),
          {
            severity: kernel ? 'warning' : 'hint',
          },
        );
      }
    }
  },
};
