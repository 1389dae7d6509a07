// SPDX-License-Identifier: GPL-2.0 OR MIT
// Decides which packets a socket receives: this one lets pings through, and counts all packets by IP protocol.
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

// What the program returns is how many bytes of the packet the socket gets.
#define NOTHING 0
#define ALL_OF_IT 0xffffffff

char LICENSE[] SEC("license") = "Dual MIT/GPL";

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 256);
	__type(key, __u32);
	__type(value, __u64);
} packets SEC(".maps");

SEC("socket")
int keep_pings(struct __sk_buff *skb)
{
	struct iphdr ip;
	__u32 protocol;
	__u64 *count;

	if (skb->protocol != bpf_htons(ETH_P_IP))
		return NOTHING;
	// Counted from the network header, whatever the device puts in front of it.
	if (bpf_skb_load_bytes_relative(skb, 0, &ip, sizeof(ip), BPF_HDR_START_NET) < 0)
		return NOTHING;

	protocol = ip.protocol;
	count = bpf_map_lookup_elem(&packets, &protocol);
	if (count)
		__sync_fetch_and_add(count, 1);
	if (protocol != IPPROTO_ICMP)
		return NOTHING;

	bpf_printk("ping from %pI4", &ip.saddr);
	return ALL_OF_IT;
}
