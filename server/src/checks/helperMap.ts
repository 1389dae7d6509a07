import * as l10n from '@vscode/l10n';
import { callsOf } from '../flow/walk';
import type { Check } from './check';

/** A map of a type that the helper does not take: a ring buffer for `bpf_perf_event_output`, say. */
export const helperMap: Check = {
  id: 'helper-map-type',
  severity: 'error',
  function({ facts, report }, one) {
    for (const call of callsOf(one)) {
      const helper = facts.helper(call);
      // Helpers that take any map are not limited by its type.
      if (!helper?.mapTypes) continue;
      call.arguments.forEach((argument, index) => {
        if (argument.kind !== 'addressOf' || argument.operand.kind !== 'name') return;
        if (!/^(map|ringbuf)$/.test(helper.parameters[index]?.name ?? '')) return;
        const map = facts.map(argument.operand.name);
        const type = map ? facts.mapType(map) : undefined;
        if (!type || helper.mapTypes?.includes(type.name) !== false) return;
        report(
          { start: argument.start + one.offset, end: argument.end + one.offset },
          l10n.t('{0} takes no map of type BPF_MAP_TYPE_{1}.', helper.name, type.name),
        );
      });
    }
  },
};
