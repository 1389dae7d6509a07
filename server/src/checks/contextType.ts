import * as l10n from '@vscode/l10n';
import { expressionsOf } from '../flow/walk';
import type { ProgramModel } from '../model/model';
import type { Check } from './check';

/** Contexts by program type; where a type has others under some attach type, all of them. */
const contexts: Readonly<Record<string, readonly string[]>> = {
  XDP: ['struct xdp_md'],
  SCHED_CLS: ['struct __sk_buff'],
  SCHED_ACT: ['struct __sk_buff'],
  SOCKET_FILTER: ['struct __sk_buff'],
  CGROUP_SKB: ['struct __sk_buff'],
  LWT_IN: ['struct __sk_buff'],
  LWT_OUT: ['struct __sk_buff'],
  LWT_XMIT: ['struct __sk_buff'],
  LWT_SEG6LOCAL: ['struct __sk_buff'],
  FLOW_DISSECTOR: ['struct __sk_buff'],
  SK_SKB: ['struct __sk_buff'],
  SK_MSG: ['struct sk_msg_md'],
  SK_LOOKUP: ['struct bpf_sk_lookup'],
  SK_REUSEPORT: ['struct sk_reuseport_md'],
  SOCK_OPS: ['struct bpf_sock_ops'],
  CGROUP_SOCK: ['struct bpf_sock'],
  CGROUP_SOCK_ADDR: ['struct bpf_sock_addr'],
  CGROUP_SOCKOPT: ['struct bpf_sockopt'],
  CGROUP_SYSCTL: ['struct bpf_sysctl'],
  CGROUP_DEVICE: ['struct bpf_cgroup_dev_ctx'],
  KPROBE: ['struct pt_regs', 'struct user_pt_regs'],
  PERF_EVENT: ['struct bpf_perf_event_data', 'struct bpf_perf_event_data_kern', 'struct pt_regs'],
  NETFILTER: ['struct bpf_nf_ctx'],
};

const known = new Set(Object.values(contexts).flat());

/** A context of another program type: every access through it means something else. */
export const contextType: Check = {
  id: 'context-type',
  severity: 'error',
  file({ facts, report }) {
    for (const { program, programType } of facts.programs) {
      const expected = programType === undefined ? undefined : contexts[programType];
      const [context, ...others] = program.function.parameters;
      if (!expected || !context || others.length > 0 || program.macro !== undefined) continue;
      const { type } = context;
      const base = facts.type(type.base)?.type.base ?? type.base;
      // `void *ctx`, a struct of one's own, and what is no pointer at all are other matters.
      if (type.pointers !== 1 || expected.includes(base) || !known.has(base)) continue;
      const span = { start: type.start + program.offset, end: type.end + program.offset };
      const [right = ''] = expected;
      report(
        span,
        l10n.t('A program of SEC("{0}") gets {1} *, not {2} *.', program.section.text, right, base),
        {
          // It loads while nothing is read through it.
          ...(mentions(program, context.name.text) ? {} : { severity: 'hint' as const }),
          fixes: [
            { title: l10n.t('Change to {0}', right), edits: [{ ...span, text: right }], isPreferred: true },
          ],
        },
      );
    }
  },
};

function mentions(one: ProgramModel, name: string): boolean {
  return expressionsOf(one, 'name').some((expression) => expression.name === name);
}
