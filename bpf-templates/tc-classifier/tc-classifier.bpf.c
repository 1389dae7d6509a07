// SPDX-License-Identifier: GPL-2.0 OR MIT
// Marks the packets of one TCP port, counts the bytes of every IPv4 destination, and prints each new connection.
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/pkt_cls.h>
#include <linux/tcp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

const volatile __u16 marked_port = 443;
const volatile __u32 mark = 7;

// The least recently used address makes room when the map is full.
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, __u32);
	__type(value, __u64);
} bytes_to SEC(".maps");

static __always_inline void count_bytes(__u32 address, __u64 length)
{
	__u64 *bytes = bpf_map_lookup_elem(&bytes_to, &address);

	if (bytes)
		__sync_fetch_and_add(bytes, length);
	else
		bpf_map_update_elem(&bytes_to, &address, &length, BPF_ANY);
}

SEC("tc")
int classify(struct __sk_buff *skb)
{
	// The headers may lie in another piece of the packet's memory; this brings them here. Pointers into the
	// packet that were read before it would be stale.
	bpf_skb_pull_data(skb, sizeof(struct ethhdr) + sizeof(struct iphdr) + sizeof(struct tcphdr));

	void *data = (void *)(long)skb->data;
	void *end = (void *)(long)skb->data_end;
	struct ethhdr *eth = data;
	struct iphdr *ip = (void *)(eth + 1);

	if ((void *)(ip + 1) > end || eth->h_proto != bpf_htons(ETH_P_IP))
		return TC_ACT_OK;
	count_bytes(ip->daddr, skb->len);

	struct tcphdr *tcp = (void *)ip + ip->ihl * 4;
	if (ip->protocol != IPPROTO_TCP || (void *)(tcp + 1) > end)
		return TC_ACT_OK;
	if (tcp->dest == bpf_htons(marked_port))
		skb->mark = mark;
	if (tcp->syn && !tcp->ack)
		bpf_printk("new connection to %pI4 port %d", &ip->daddr, bpf_ntohs(tcp->dest));
	return TC_ACT_OK;
}
