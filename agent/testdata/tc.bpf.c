// Classifiers that count what they see, each in a slot of its own, and one that drops UDP to port 7777.
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/pkt_cls.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, __u64);
} seen SEC(".maps");

static int count(__u32 slot)
{
	__u64 *n = bpf_map_lookup_elem(&seen, &slot);

	if (n)
		__sync_fetch_and_add(n, 1);
	return TC_ACT_OK;
}

SEC("tc")
int bare(struct __sk_buff *skb)
{
	return count(0);
}

SEC("tc/egress")
int drops(struct __sk_buff *skb)
{
	void *end = (void *)(long)skb->data_end;
	struct ethhdr *eth = (void *)(long)skb->data;
	struct iphdr *ip = (void *)(eth + 1);
	struct udphdr *udp = (void *)(ip + 1);

	if ((void *)(udp + 1) > end || eth->h_proto != bpf_htons(ETH_P_IP) || ip->protocol != 17)
		return TC_ACT_OK;
	if (udp->dest != bpf_htons(7777))
		return TC_ACT_OK;
	count(1);
	return TC_ACT_SHOT;
}

SEC("tcx/ingress")
int by_link(struct __sk_buff *skb)
{
	count(2);
	return -1; /* TCX_NEXT */
}

SEC("classifier/ingress")
int old_name(struct __sk_buff *skb)
{
	return count(3);
}

SEC("action")
int tc_action(struct __sk_buff *skb)
{
	return count(4);
}

SEC("netkit/primary")
int of_netkit(struct __sk_buff *skb)
{
	return count(5);
}

SEC("xdp/devmap")
int in_devmap(struct xdp_md *ctx)
{
	return XDP_PASS;
}

SEC("xdp/cpumap")
int in_cpumap(struct xdp_md *ctx)
{
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
