import * as l10n from '@vscode/l10n';
import { callsOf } from '../flow/walk';
import type { Check } from './check';

/** A helper call with too few or too many arguments. */
export const helperArguments: Check = {
  id: 'helper-arguments',
  severity: 'error',
  function({ facts, report }, one) {
    if (one.function.broken) return;
    for (const call of callsOf(one)) {
      const helper = facts.helper(call);
      if (!helper || variadic.has(call.name)) continue;
      const wanted = helper.parameters.length;
      if (call.arguments.length === wanted) continue;
      report(
        { start: call.start + one.offset, end: call.end + one.offset },
        l10n.t(
          '{0} takes {1} arguments, not {2}: {3}.',
          call.name,
          wanted,
          call.arguments.length,
          signature(helper.parameters),
        ),
      );
    }
  },
};

const variadic = new Set(['bpf_trace_printk']);

function signature(parameters: readonly { type: string; name: string }[]): string {
  return `(${parameters.map(({ type, name }) => (type.endsWith('*') ? type + name : `${type} ${name}`)).join(', ')})`;
}
