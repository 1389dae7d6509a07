/** What may follow the slash of a section: functions, tracepoints and hooks of the target's kernel. */
import { iteratorTargets, lsmHooks } from '#bpf/facts/attachTargets';
import { CompletionItemKind, type CompletionItem } from 'vscode-languageserver';
import type { KernelTypes } from '../../kernel/kernelTypes';
import type { Span } from '../../syntax/ast';
import type { FeatureContext } from '../featureContext';
import { item } from './item';

/** Editors ask again as letters follow. */
const most = 100;

/** Tracepoints that tutorials and tools use; the target has some two thousand. */
const tracepoints: readonly string[] = [
  'sched/sched_process_exec',
  'sched/sched_process_fork',
  'sched/sched_process_exit',
  'sched/sched_switch',
  'sched/sched_wakeup',
  'syscalls/sys_enter_openat',
  'syscalls/sys_exit_openat',
  'syscalls/sys_enter_execve',
  'syscalls/sys_exit_execve',
  'syscalls/sys_enter_write',
  'syscalls/sys_enter_read',
  'syscalls/sys_enter_connect',
  'syscalls/sys_enter_unlinkat',
  'syscalls/sys_enter_kill',
  'raw_syscalls/sys_enter',
  'raw_syscalls/sys_exit',
  'sock/inet_sock_set_state',
  'tcp/tcp_retransmit_skb',
  'skb/kfree_skb',
  'net/netif_receive_skb',
  'net/net_dev_xmit',
  'block/block_rq_issue',
  'block/block_rq_complete',
  'irq/irq_handler_entry',
  'irq/softirq_entry',
  'signal/signal_generate',
  'kmem/kmalloc',
  'kmem/mm_page_alloc',
  'exceptions/page_fault_user',
];

/** @param head what stands before the slash, `kprobe`; undefined where nothing is known of what may follow */
export function attachTargetItems(
  context: FeatureContext,
  head: string,
  span: Span,
  offset: number,
): CompletionItem[] | undefined {
  const section = head.replace(/^\?/, '');
  const typed = context.document.text.slice(span.start, offset);
  const { kernelTypes } = context;
  const names = (all: readonly string[], kind: CompletionItemKind): CompletionItem[] =>
    all.map((label) => item(context, span, { label, kind }));

  if (/^(tp|tracepoint)(\.s)?$/.test(section)) return names(tracepoints, CompletionItemKind.Event);
  if (/^(tp_btf|raw_tp|raw_tracepoint)(\.s|\.w)?$/.test(section)) {
    const bare = tracepoints
      .map((name) => name.slice(name.indexOf('/') + 1))
      .filter((name) => !/^sys_/.test(name));
    return names(kernelTypes?.tracepointNames(typed, most) ?? bare, CompletionItemKind.Event);
  }
  if (/^(kprobe|kretprobe|fentry|fexit|fmod_ret|fsession)(\.|$)/.test(section))
    return names(kernelTypes?.functionNames(typed, most) ?? [], CompletionItemKind.Function);
  if (/^(ksyscall|kretsyscall)$/.test(section)) {
    return names(systemCalls(kernelTypes, typed), CompletionItemKind.Function);
  }
  if (/^lsm(\.s|_cgroup)?$/.test(section)) {
    const maySleep = section === 'lsm.s';
    return lsmHooks
      .filter(({ sleepable }) => !maySleep || sleepable === true)
      .map(({ name, parameters }) =>
        item(context, span, {
          label: name,
          kind: CompletionItemKind.Interface,
          detail: `(${parameters.join(', ')})`,
        }),
      );
  }
  return /^iter(\.s)?$/.test(section)
    ? names(
        iteratorTargets.map(({ name }) => name),
        CompletionItemKind.Interface,
      )
    : undefined;
}

/** Entries of system calls bear their architecture's name. */
const entries = ['__x64_sys_', '__arm64_sys_', '__riscv_sys_', '__s390x_sys_'];

function systemCalls(kernelTypes: KernelTypes | undefined, typed: string): string[] {
  return entries.flatMap((entry) =>
    (kernelTypes?.functionNames(entry + typed, most) ?? []).flatMap((name) =>
      name.startsWith(entry) ? name.slice(entry.length) : [],
    ),
  );
}
