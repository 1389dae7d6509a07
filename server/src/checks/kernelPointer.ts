import * as l10n from '@vscode/l10n';
import { assignedIn, walk } from '../flow/walk';
import type { Expression } from '../syntax/ast';
import type { Check } from './check';

/** Program types whose arguments are plain numbers to the verifier. */
const untyped = new Set(['KPROBE', 'TRACEPOINT', 'PERF_EVENT', 'RAW_TRACEPOINT']);

/** A kernel pointer followed with `->` where the verifier knows no types: it needs a helper that may fail. */
export const kernelPointer: Check = {
  id: 'kernel-pointer',
  severity: 'warning',
  function({ facts, report }, one) {
    const program = facts.program(one);
    if (!program?.programType || !untyped.has(program.programType) || one.macro === undefined) return;
    // Parameters of BPF_KPROBE and its kin that are structs of the kernel.
    const parameters = new Set(
      one.function.parameters
        .filter(
          ({ type }) =>
            type.pointers === 1 && type.base.startsWith('struct ') && type.base !== 'struct pt_regs',
        )
        .map(({ name }) => name.text),
    );
    if (parameters.size === 0) return;
    const changed = assignedIn(one);
    walk(one.function.body, {
      expression: (expression) => {
        // `__builtin_preserve_access_index(({ … }))` and the address of a member touch no memory.
        if (expression.kind === 'addressOf') return false;
        if (
          expression.kind === 'call' &&
          expression.callee.kind === 'name' &&
          /^(BPF_|bpf_core_|__builtin_)/.test(expression.callee.name)
        )
          return false;
        if (expression.kind !== 'member' || !expression.arrow) return true;
        const name = rootOf(expression.object);
        if (name === undefined || !parameters.has(name) || changed.has(name)) return true;
        report(
          { start: expression.start + one.offset, end: expression.end + one.offset },
          l10n.t(
            'The verifier does not know that {0} points to kernel memory here. Read it with BPF_CORE_READ.',
            name,
          ),
          {
            fixes: [
              {
                title: l10n.t('Read it with BPF_CORE_READ'),
                edits: [
                  {
                    start: expression.start + one.offset,
                    end: expression.end + one.offset,
                    text: `BPF_CORE_READ(${name}, ${expression.member.text})`,
                  },
                ],
                isPreferred: true,
              },
            ],
          },
        );
        return false;
      },
    });
  },
};

function rootOf(expression: Expression): string | undefined {
  return expression.kind === 'name' ? expression.name : undefined;
}
