/** What an argument of a helper takes: a map of the right type, a flag. */
import { helperByName } from '#bpf/facts/helpers';
import { CompletionItemKind, type CompletionItem } from 'vscode-languageserver';
import type { Span } from '../../syntax/ast';
import type { FeatureContext } from '../featureContext';
import type { CallPlace } from '../place';
import { item } from './item';

/** By helper and parameter. Values that are more than one bit, and the ones that people forget. */
const flags: Readonly<Record<string, readonly string[]>> = {
  'bpf_map_update_elem flags': ['BPF_ANY', 'BPF_NOEXIST', 'BPF_EXIST', 'BPF_F_LOCK'],
  'bpf_map_push_elem flags': ['BPF_ANY', 'BPF_EXIST'],
  'bpf_perf_event_output flags': ['BPF_F_CURRENT_CPU', 'BPF_F_INDEX_MASK'],
  'bpf_perf_event_read flags': ['BPF_F_CURRENT_CPU'],
  'bpf_perf_event_read_value flags': ['BPF_F_CURRENT_CPU'],
  'bpf_skb_output flags': ['BPF_F_CURRENT_CPU'],
  'bpf_xdp_output flags': ['BPF_F_CURRENT_CPU'],
  'bpf_ringbuf_output flags': ['0', 'BPF_RB_NO_WAKEUP', 'BPF_RB_FORCE_WAKEUP'],
  'bpf_ringbuf_submit flags': ['0', 'BPF_RB_NO_WAKEUP', 'BPF_RB_FORCE_WAKEUP'],
  'bpf_ringbuf_discard flags': ['0', 'BPF_RB_NO_WAKEUP', 'BPF_RB_FORCE_WAKEUP'],
  'bpf_ringbuf_reserve flags': ['0'],
  'bpf_ringbuf_query flags': ['BPF_RB_AVAIL_DATA', 'BPF_RB_RING_SIZE', 'BPF_RB_CONS_POS', 'BPF_RB_PROD_POS'],
  'bpf_get_stackid flags': ['BPF_F_USER_STACK', 'BPF_F_FAST_STACK_CMP', 'BPF_F_REUSE_STACKID'],
  'bpf_get_stack flags': ['BPF_F_USER_STACK', 'BPF_F_USER_BUILD_ID'],
  'bpf_get_task_stack flags': ['BPF_F_USER_STACK', 'BPF_F_USER_BUILD_ID'],
  'bpf_redirect flags': ['0', 'BPF_F_INGRESS'],
  'bpf_clone_redirect flags': ['0', 'BPF_F_INGRESS'],
  'bpf_redirect_map flags': [
    'XDP_PASS',
    'XDP_DROP',
    'XDP_ABORTED',
    'BPF_F_BROADCAST',
    'BPF_F_EXCLUDE_INGRESS',
  ],
  'bpf_skb_store_bytes flags': ['BPF_F_RECOMPUTE_CSUM', 'BPF_F_INVALIDATE_HASH'],
  'bpf_l3_csum_replace flags': ['BPF_F_HDR_FIELD_MASK'],
  'bpf_l4_csum_replace flags': ['BPF_F_PSEUDO_HDR', 'BPF_F_MARK_MANGLED_0', 'BPF_F_MARK_ENFORCE'],
  'bpf_fib_lookup flags': [
    'BPF_FIB_LOOKUP_DIRECT',
    'BPF_FIB_LOOKUP_OUTPUT',
    'BPF_FIB_LOOKUP_SKIP_NEIGH',
    'BPF_FIB_LOOKUP_TBID',
    'BPF_FIB_LOOKUP_SRC',
  ],
  'bpf_sk_lookup_tcp flags': ['0'],
  'bpf_sk_lookup_udp flags': ['0'],
  'bpf_skc_lookup_tcp flags': ['0'],
  'bpf_sk_lookup_tcp netns': ['BPF_F_CURRENT_NETNS'],
  'bpf_sk_lookup_udp netns': ['BPF_F_CURRENT_NETNS'],
  'bpf_sk_storage_get flags': ['BPF_SK_STORAGE_GET_F_CREATE'],
  'bpf_task_storage_get flags': ['BPF_LOCAL_STORAGE_GET_F_CREATE'],
  'bpf_inode_storage_get flags': ['BPF_LOCAL_STORAGE_GET_F_CREATE'],
  'bpf_cgrp_storage_get flags': ['BPF_LOCAL_STORAGE_GET_F_CREATE'],
  'bpf_sk_assign flags': ['0', 'BPF_SK_LOOKUP_F_REPLACE', 'BPF_SK_LOOKUP_F_NO_REUSEPORT'],
  'bpf_timer_init flags': ['CLOCK_MONOTONIC', 'CLOCK_BOOTTIME', 'CLOCK_REALTIME'],
  'bpf_timer_start flags': ['0', 'BPF_F_TIMER_ABS', 'BPF_F_TIMER_CPU_PIN'],
};

export function argumentItems(context: FeatureContext, call: CallPlace, span: Span): CompletionItem[] {
  const helper = helperByName(call.name);
  const parameter = helper?.parameters[call.argument];
  if (!helper || !parameter) return [];
  const { document, facts } = context;
  const known = flags[`${helper.name} ${parameter.name}`];
  if (known) {
    return known.map((label, index) =>
      item(context, span, { label, kind: CompletionItemKind.EnumMember, rank: index === 0 ? 0 : 1 }),
    );
  }
  if (parameter.name !== 'map' && parameter.name !== 'ringbuf') return [];
  // `&` may be typed already.
  const hasAnd = document.text.slice(call.argumentStart, span.start).includes('&');
  return facts.maps.map((map) => {
    const type = facts.mapType(map);
    const fits = !helper.mapTypes || !type || helper.mapTypes.includes(type.name);
    return item(context, span, {
      label: map.name.text,
      kind: CompletionItemKind.Variable,
      text: hasAnd ? map.name.text : `&${map.name.text}`,
      ...(type ? { detail: type.name } : {}),
      rank: fits ? 0 : 7,
    });
  });
}
