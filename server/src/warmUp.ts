/**
 * Reads a small program a few times before the first file comes: the first look at anything costs several times the
 * second, since WebAssembly and JavaScript are compiled as they run, and the client is still busy with its own start.
 */
import { checks } from './checks/checks';
import { runChecks } from './checks/runChecks';
import { textsIn } from '#bpf/facts/texts/texts';
import { complete } from './features/completion/completion';
import { completionList } from './features/completion/completionList';
import { Facts } from './model/facts';
import { ParsedDocument } from './model/parsedDocument';
import type { CParser } from './syntax/parser';

const sample = `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
char LICENSE[] SEC("license") = "GPL";
struct event { __u32 pid; char comm[16]; };
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 64); __type(key, __u32); __type(value, struct event); } seen SEC(".maps");
static __always_inline int worth(struct event *e, long n) { for (int i = 0; i < 4; i++) if (e->pid + i > n && n) return 1; return -1; }
SEC("kprobe/f") int BPF_KPROBE(f, void *file, unsigned long count)
{
	struct event fresh = {}, *e;
	__u32 pid = bpf_get_current_pid_tgid() >> 32;
	e = bpf_map_lookup_elem(&seen, &pid);
	if (!e) { bpf_get_current_comm(fresh.comm, sizeof(fresh.comm)); bpf_map_update_elem(&seen, &pid, &fresh, BPF_ANY); return 0; }
	switch (count) { case 1: e->pid = (__u32)count; break; default: return worth(e, count) ? 1 : 0; }
	bpf_printk("%s %d", e->comm, e->pid);
	return 0;
}
`;
const times = 12;

const nothingElse = {
  texts: textsIn('en'),
  kernel: undefined,
  kernelTypes: undefined,
  helperHeader: undefined,
  hasCExtension: false,
};

export function warmUp(parser: CParser): CParser {
  for (let time = 0; time < times; time++) {
    // Another text each time, or there would be nothing to do.
    const text = sample.replaceAll('count', `count${time}`);
    const document = ParsedDocument.read(parser, text);
    const facts = new Facts(document.model);
    runChecks(document, checks, { severity: {}, kernel: undefined }, undefined, facts);
    // `b`, `bp`, … as one types it.
    const word = text.indexOf('bpf_map_up');
    for (let typed = 1; typed <= 6; typed++)
      JSON.stringify(completionList(complete({ ...nothingElse, document, facts }, word + typed), true));
  }
  return parser;
}
