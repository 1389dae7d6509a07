/** Whole programs and maps to start from, at the top level of a file. */
import * as l10n from '@vscode/l10n';
import { CompletionItemKind, type CompletionItem } from 'vscode-languageserver';
import type { Span } from '../../syntax/ast';
import type { FeatureContext } from '../featureContext';
import { item } from './item';

interface Skeleton {
  label: string;
  title: string;
  body: string;
}

function skeletons(): Skeleton[] {
  const program = (section: string, header: string, body = '\t$0\n\treturn 0;'): string =>
    `SEC("${section}")\n${header}\n{\n${body}\n}\n`;
  const skb = 'struct __sk_buff *skb';
  return [
    { label: 'bpf-licence', title: l10n.t('Licence'), body: 'char LICENSE[] SEC("license") = "${1:GPL}";\n' },
    {
      label: 'bpf-hello',
      title: l10n.t('Hello world on a tracepoint'),
      body: program(
        'tracepoint/${1:sched/sched_process_exec}',
        'int ${2:hello}(void *ctx)',
        '\tbpf_printk("${3:Hello, %d}", bpf_get_current_pid_tgid() >> 32);\n\treturn 0;',
      ),
    },
    {
      label: 'bpf-kprobe',
      title: l10n.t('Entry of a kernel function'),
      body: program('kprobe/${1:do_unlinkat}', 'int BPF_KPROBE(${2:entry}, ${3:int dfd})'),
    },
    {
      label: 'bpf-kretprobe',
      title: l10n.t('Return of a kernel function'),
      body: program('kretprobe/${1:do_unlinkat}', 'int BPF_KRETPROBE(${2:returned}, long ret)'),
    },
    {
      label: 'bpf-ksyscall',
      title: l10n.t('A system call on any architecture'),
      body: program('ksyscall/${1:openat}', 'int BPF_KSYSCALL(${2:entry}, ${3:int dfd})'),
    },
    {
      label: 'bpf-fentry',
      title: l10n.t('Entry of a kernel function, typed'),
      body: program('fentry/${1:do_unlinkat}', 'int BPF_PROG(${2:entry}, ${3:int dfd})'),
    },
    {
      label: 'bpf-fexit',
      title: l10n.t('Return of a kernel function, typed'),
      body: program('fexit/${1:do_unlinkat}', 'int BPF_PROG(${2:returned}, ${3:int dfd}, long ret)'),
    },
    {
      label: 'bpf-tp-btf',
      title: l10n.t('Tracepoint with typed arguments'),
      body: program('tp_btf/${1:sched_switch}', 'int BPF_PROG(${2:switched}, ${3:bool preempt})'),
    },
    {
      label: 'bpf-uprobe',
      title: l10n.t('A function of a program'),
      body: program('uprobe/${1:/bin/bash}:${2:readline}', 'int BPF_UPROBE(${3:entry})'),
    },
    {
      label: 'bpf-usdt',
      title: l10n.t('A static probe of a program'),
      body: program('usdt/${1:libc.so.6}:${2:libc}:${3:setjmp}', 'int BPF_USDT(${4:probe})'),
    },
    {
      label: 'bpf-xdp',
      title: l10n.t('Packets before the stack'),
      body: program(
        'xdp',
        'int ${1:filter}(struct xdp_md *ctx)',
        '\tvoid *data = (void *)(long)ctx->data;\n\tvoid *data_end = (void *)(long)ctx->data_end;\n\n\t$0\n\treturn XDP_PASS;',
      ),
    },
    {
      label: 'bpf-tc',
      title: l10n.t('Packets at the traffic control hook'),
      body: program('tc', `int \${1:classify}(${skb})`, '\t$0\n\treturn TC_ACT_OK;'),
    },
    {
      label: 'bpf-socket-filter',
      title: l10n.t('Packets of a socket'),
      body: program('socket', `int \${1:filter}(${skb})`, '\t$0\n\treturn skb->len;'),
    },
    {
      label: 'bpf-cgroup-skb',
      title: l10n.t('Packets of a cgroup'),
      body: program('cgroup_skb/${1|egress,ingress|}', `int \${2:filter}(${skb})`, '\t$0\n\treturn 1;'),
    },
    {
      label: 'bpf-cgroup-connect',
      title: l10n.t('Connections of a cgroup'),
      body: program('cgroup/connect4', 'int ${1:connect4}(struct bpf_sock_addr *ctx)', '\t$0\n\treturn 1;'),
    },
    {
      label: 'bpf-sockops',
      title: l10n.t('Events of TCP connections'),
      body: program('sockops', 'int ${1:events}(struct bpf_sock_ops *skops)', '\t$0\n\treturn 1;'),
    },
    {
      label: 'bpf-sk-msg',
      title: l10n.t('Messages of sockets in a map'),
      body: program('sk_msg', 'int ${1:verdict}(struct sk_msg_md *msg)', '\t$0\n\treturn SK_PASS;'),
    },
    {
      label: 'bpf-sk-lookup',
      title: l10n.t('Choice of a socket'),
      body: program('sk_lookup', 'int ${1:choose}(struct bpf_sk_lookup *ctx)', '\t$0\n\treturn SK_PASS;'),
    },
    {
      label: 'bpf-lsm',
      title: l10n.t('A security decision'),
      body: program('lsm/${1:file_open}', 'int BPF_PROG(${2:decide}, ${3:struct file *file})'),
    },
    {
      label: 'bpf-perf-event',
      title: l10n.t('Samples of the processor'),
      body: program('perf_event', 'int ${1:sample}(struct bpf_perf_event_data *ctx)'),
    },
    {
      label: 'bpf-iter',
      title: l10n.t('All tasks, one after the other'),
      body: program('iter/${1:task}', 'int ${2:dump}(struct bpf_iter__${1:task} *ctx)'),
    },
    {
      label: 'bpf-raw-tp',
      title: l10n.t('Raw tracepoint'),
      body: program('raw_tp/${1:sched_switch}', 'int ${2:raw}(struct bpf_raw_tracepoint_args *ctx)'),
    },
    {
      label: 'bpf-netfilter',
      title: l10n.t('Netfilter hook'),
      body: program('netfilter', 'int ${1:hook}(struct bpf_nf_ctx *ctx)', '\t$0\n\treturn NF_ACCEPT;'),
    },
    {
      label: 'bpf-syscall',
      title: l10n.t('Run once from user space'),
      body: program('syscall', 'int ${1:once}(void *ctx)'),
    },
    ...mapSkeletons(),
  ];
}

function mapSkeletons(): Skeleton[] {
  const map = (name: string, ...lines: string[]): string =>
    `struct {\n${lines.map((line) => `\t${line}\n`).join('')}} \${1:${name}} SEC(".maps");\n`;
  const keyed = (type: string): string[] => [
    `__uint(type, BPF_MAP_TYPE_${type});`,
    '__uint(max_entries, ${2:10240});',
    '__type(key, ${3:__u32});',
    '__type(value, ${4:__u64});',
  ];
  return [
    { label: 'bpf-map-hash', title: l10n.t('Hash map'), body: map('counts', ...keyed('HASH')) },
    {
      label: 'bpf-map-lru',
      title: l10n.t('Hash map that forgets the least used'),
      body: map('recent', ...keyed('LRU_HASH')),
    },
    {
      label: 'bpf-map-array',
      title: l10n.t('Array map'),
      body: map(
        'slots',
        '__uint(type, BPF_MAP_TYPE_ARRAY);',
        '__uint(max_entries, ${2:1});',
        '__type(key, __u32);',
        '__type(value, ${3:__u64});',
      ),
    },
    {
      label: 'bpf-map-percpu',
      title: l10n.t('Per-CPU array map'),
      body: map(
        'scratch',
        '__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);',
        '__uint(max_entries, ${2:1});',
        '__type(key, __u32);',
        '__type(value, ${3:__u64});',
      ),
    },
    {
      label: 'bpf-map-ringbuf',
      title: l10n.t('Ring buffer'),
      body: map('events', '__uint(type, BPF_MAP_TYPE_RINGBUF);', '__uint(max_entries, ${2:256 * 1024});'),
    },
    {
      label: 'bpf-map-perf',
      title: l10n.t('Perf event array'),
      body: map(
        'events',
        '__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);',
        '__uint(key_size, sizeof(__u32));',
        '__uint(value_size, sizeof(__u32));',
      ),
    },
    {
      label: 'bpf-map-lpm',
      title: l10n.t('Longest prefix match'),
      body: map(
        'routes',
        '__uint(type, BPF_MAP_TYPE_LPM_TRIE);',
        '__uint(max_entries, ${2:1024});',
        '__type(key, ${3:struct lpm_key});',
        '__type(value, ${4:__u32});',
        '__uint(map_flags, BPF_F_NO_PREALLOC);',
      ),
    },
  ];
}

export function skeletonItems(context: FeatureContext, span: Span): CompletionItem[] {
  // Only at the start of a line: elsewhere somebody writes a declaration.
  const line = context.document.text.slice(
    context.document.text.lastIndexOf('\n', span.start - 1) + 1,
    span.start,
  );
  if (line.trim() !== '') return [];
  return skeletons().map(({ label, title, body }) =>
    item(context, span, { label, kind: CompletionItemKind.Snippet, detail: title, snippet: body, rank: 6 }),
  );
}
