// SPDX-License-Identifier: GPL-2.0 OR MIT
// Drops UDP packets to one port before the kernel's network stack sees them, and counts what passed and what did not.
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

// Constant for the program, so the verifier drops branches that it rules out; a loader may set it before the load.
const volatile __u16 blocked_port = 9999;

// One counter per verdict (XDP_DROP, XDP_PASS…) and per CPU, so that no CPU waits for another.
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, XDP_REDIRECT + 1);
	__type(key, __u32);
	__type(value, __u64);
} verdicts SEC(".maps");

static __always_inline int judge(void *data, void *end)
{
	struct ethhdr *eth = data;
	struct iphdr *ip = (void *)(eth + 1);

	// Each header is read only after a check that it lies inside the packet.
	if ((void *)(ip + 1) > end)
		return XDP_PASS;
	if (eth->h_proto != bpf_htons(ETH_P_IP) || ip->protocol != IPPROTO_UDP)
		return XDP_PASS;

	// Options make an IP header longer; its length is counted in words of four bytes.
	struct udphdr *udp = (void *)ip + ip->ihl * 4;
	if ((void *)(udp + 1) > end || udp->dest != bpf_htons(blocked_port))
		return XDP_PASS;

	bpf_printk("dropped a packet from %pI4", &ip->saddr);
	return XDP_DROP;
}

SEC("xdp")
int drop_port(struct xdp_md *ctx)
{
	__u32 verdict = judge((void *)(long)ctx->data, (void *)(long)ctx->data_end);
	__u64 *count = bpf_map_lookup_elem(&verdicts, &verdict);

	if (count)
		(*count)++;
	return verdict;
}
