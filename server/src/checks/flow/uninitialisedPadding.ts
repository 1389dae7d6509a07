import * as l10n from '@vscode/l10n';
import { assignedIn, callsOf, declarationsOf } from '../../flow/walk';
import type { Declaration } from '../../syntax/ast';
import type { Check } from '../check';

/** Which argument of which helper is read whole: padding as well. */
const readWhole: Readonly<Record<string, readonly number[]>> = {
  bpf_map_lookup_elem: [1],
  bpf_map_delete_elem: [1],
  bpf_map_update_elem: [1, 2],
  bpf_perf_event_output: [3],
  bpf_ringbuf_output: [1],
};

/** A struct with holes that is filled field by field and then handed over whole: the verifier sees the holes unset. */
export const uninitialisedPadding: Check = {
  id: 'uninitialised-padding',
  severity: 'warning',
  function({ facts, report }, one) {
    const bare = new Map<string, Declaration>();
    for (const declaration of declarationsOf(one)) {
      const { name, type, value } = declaration;
      if (value || type.pointers > 0 || type.arrays.length > 0 || type.qualifiers.includes('static'))
        continue;
      const layout = facts.layout(type);
      if (layout && layout.holes.length > 0) bare.set(name.text, declaration);
    }
    if (bare.size === 0) return;
    // Whoever else gets its address, or writes it whole, may set the holes.
    for (const call of callsOf(one)) {
      call.arguments.forEach((argument, index) => {
        if (argument.kind !== 'addressOf' || argument.operand.kind !== 'name') return;
        if (readWhole[call.name]?.includes(index) !== true) bare.delete(argument.operand.name);
      });
    }
    for (const name of assignedIn(one)) bare.delete(name);
    for (const call of callsOf(one)) {
      for (const index of readWhole[call.name] ?? []) {
        const argument = call.arguments[index];
        if (argument?.kind !== 'addressOf' || argument.operand.kind !== 'name') continue;
        const declaration = bare.get(argument.operand.name);
        const hole = declaration && facts.layout(declaration.type)?.holes[0];
        if (!declaration || !hole) continue;
        const end = declaration.name.end + one.offset;
        report(
          { start: argument.start + one.offset, end: argument.end + one.offset },
          l10n.t(
            '{0} has {1} bytes after {2} that nobody sets, and all of it is read here. Start with = {}.',
            declaration.name.text,
            hole.size,
            hole.after,
          ),
          {
            fixes: [
              {
                title: l10n.t('Set all of {0} to zero', declaration.name.text),
                edits: [{ start: end, end, text: ' = {}' }],
                isPreferred: true,
              },
            ],
          },
        );
      }
    }
  },
};
