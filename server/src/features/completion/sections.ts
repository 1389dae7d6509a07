/** The name of a section in parts: first libbpf's name, then what follows its slash. */
import { removedSections, sections } from '#bpf/facts/sections';
import * as l10n from '@vscode/l10n';
import { CompletionItemKind, type CompletionItem } from 'vscode-languageserver';
import type { Span } from '../../syntax/ast';
import type { FeatureContext } from '../featureContext';
import { item } from './item';

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

const data = ['license', '.maps', '.kconfig', '.ksyms', '.struct_ops', '.struct_ops.link'];

export function sectionItems(context: FeatureContext, span: Span, offset: number): CompletionItem[] {
  const typed = context.document.text.slice(span.start, offset);
  const slash = typed.indexOf('/');
  const head = typed.slice(0, Math.max(0, slash));
  if (slash >= 0 && /^\??(tp|tracepoint|tp_btf|raw_tp|raw_tracepoint)(\.s)?$/.test(head)) {
    const hasCategory = /^\??(tp|tracepoint)/.test(head) && !head.includes('btf');
    const rest = { start: span.start + slash + 1, end: span.end };
    return tracepoints.map((name) => {
      const label = hasCategory ? name : name.slice(name.indexOf('/') + 1);
      return item(context, rest, { label, kind: CompletionItemKind.Event });
    });
  }
  const removed = new Set(removedSections.map(({ name }) => name));
  const names = sections
    .filter(({ name }) => !removed.has(name))
    .map(({ name, takesTarget, target, programType, kernel, targetToAttach, targetToLoad }) => {
      const needs = takesTarget && (targetToAttach === true || targetToLoad === true);
      return item(context, span, {
        label: name,
        kind: CompletionItemKind.Module,
        text: needs ? `${name}/` : name,
        detail: takesTarget && target !== undefined ? `${name}/${target}` : name,
        description: `${programType.toLowerCase()} · Linux ${kernel}`,
        rank: common.has(name) ? 1 : 3,
      });
    });
  const others = data.map((label) =>
    item(context, span, { label, kind: CompletionItemKind.Module, description: l10n.t('data'), rank: 4 }),
  );
  return [...names, ...others];
}

const common = new Set([
  'kprobe',
  'kretprobe',
  'tracepoint',
  'tp',
  'tp_btf',
  'raw_tp',
  'fentry',
  'fexit',
  'xdp',
  'tc',
  'tcx/ingress',
  'lsm',
  'uprobe',
  'ksyscall',
]);
