import * as l10n from '@vscode/l10n';
import { walk } from '../flow/walk';
import type { Check } from './check';

/** MAX_BPF_STACK of include/linux/filter.h. */
const limit = 512;

/** Locals that cannot fit the stack. Only what is certain counts: the compiler may keep the rest in registers. */
export const stackSize: Check = {
  id: 'stack-size',
  severity: 'error',
  function({ facts, report }, one) {
    walk(one.function.body, {
      statement: (statement) => {
        if (statement.kind !== 'declaration') return;
        for (const { name, type } of statement.declarations) {
          if (type.qualifiers.includes('static') || type.qualifiers.includes('extern')) continue;
          // A constant table goes to .rodata.
          if (type.qualifiers.includes('const')) continue;
          const layout = facts.layout(type);
          if (!layout?.isAggregate || layout.size <= limit) continue;
          report(
            { start: name.start + one.offset, end: name.end + one.offset },
            l10n.t(
              '{0} has {1} bytes, and the stack of a BPF program {2}. Put it into a per-CPU array map.',
              name.text,
              layout.size,
              limit,
            ),
          );
        }
      },
    });
  },
};
