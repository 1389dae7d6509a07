import * as l10n from '@vscode/l10n';
import { enforcedReturns, programTypeByName } from '#bpf/facts/programTypes';
import { statementsOf } from '../flow/walk';
import type { Expression } from '../syntax/ast';
import type { Check } from './check';

/** Families of return constants by program type. A constant of another family is a slip that often loads. */
const families: readonly { pattern: RegExp; types: readonly string[] }[] = [
  { pattern: /^XDP_(ABORTED|DROP|PASS|TX|REDIRECT)$/, types: ['XDP'] },
  { pattern: /^TC_ACT_\w+$/, types: ['SCHED_CLS', 'SCHED_ACT'] },
  { pattern: /^TCX_(NEXT|PASS|DROP|REDIRECT)$/, types: ['SCHED_CLS'] },
  {
    pattern: /^SK_(PASS|DROP)$/,
    types: ['SK_SKB', 'SK_MSG', 'SK_LOOKUP', 'SK_REUSEPORT', 'CGROUP_SKB', 'SOCKET_FILTER'],
  },
  { pattern: /^NF_(ACCEPT|DROP)$/, types: ['NETFILTER'] },
];

/** A return value that the verifier refuses, or a constant of another program type. */
export const returnValue: Check = {
  id: 'return-value',
  severity: 'error',
  function({ facts, report }, one) {
    const program = facts.program(one);
    const type = program?.programType === undefined ? undefined : programTypeByName(program.programType);
    if (!program || !type) return;
    const range = enforcedReturns(type, program.attachType);
    for (const { value } of statementsOf(one, 'return')) if (value) results(value).forEach(look);

    function look(value: Expression): void {
      const span = { start: value.start + one.offset, end: value.end + one.offset };
      const name = value.kind === 'name' ? value.name : undefined;
      const family = name === undefined ? undefined : families.find(({ pattern }) => pattern.test(name));
      if (family && type && name !== undefined && !family.types.includes(type.name)) {
        const own = type.returns.flatMap((row) => row.name ?? []);
        if (own.length > 0) {
          report(
            span,
            l10n.t(
              '{0} is no return value of SEC("{1}"): {2}.',
              name,
              program?.program.section.text ?? '',
              own.join(', '),
            ),
            // Its numbers are those of the traffic classifier: 0 and 1.
            { severity: name.startsWith('SK_') && type.name.startsWith('SCHED_') ? 'hint' : 'warning' },
          );
        }
        return;
      }
      if (!range || value.kind === 'call') return;
      const constant = facts.constant(name ?? textOf(value));
      if (constant === undefined || (constant >= BigInt(range[0]) && constant <= BigInt(range[1]))) return;
      report(
        span,
        range[0] === range[1]
          ? l10n.t(
              'The verifier lets a program of SEC("{0}") return {1} only.',
              program?.program.section.text ?? '',
              range[0],
            )
          : l10n.t(
              'The verifier lets a program of SEC("{0}") return {1} to {2} only.',
              program?.program.section.text ?? '',
              range[0],
              range[1],
            ),
      );
    }
  },
};

/** `a ? 1 : 0` gives either. */
function results(value: Expression): Expression[] {
  if (value.kind !== 'conditional') return [value];
  return [...(value.then ? results(value.then) : []), ...results(value.otherwise)];
}

/** Only plain numbers are judged: what is computed may be anything. */
function textOf(value: Expression): string {
  if (value.kind === 'number') return value.text;
  if (value.kind === 'unary' && value.operator === '-' && value.operand.kind === 'number')
    return `-${value.operand.text}`;
  return '';
}
