// SPDX-License-Identifier: GPL-2.0 OR MIT
// Counts the packets of an interface by IP protocol, prints a line for every ping, and lets everything pass.
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 256);
	__type(key, __u32);
	__type(value, __u64);
} packets SEC(".maps");

SEC("xdp")
int count_packets(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;
	void *end = (void *)(long)ctx->data_end;
	struct ethhdr *eth = data;
	struct iphdr *ip = (void *)(eth + 1);

	// The verifier wants proof that both headers lie inside the packet.
	if ((void *)(ip + 1) > end || eth->h_proto != bpf_htons(ETH_P_IP))
		return XDP_PASS;

	__u32 protocol = ip->protocol;
	__u64 *count = bpf_map_lookup_elem(&packets, &protocol);
	if (count)
		(*count)++;

	if (protocol == IPPROTO_ICMP)
		bpf_printk("ping of %d bytes", (int)(end - data));
	return XDP_PASS;
}
