// Programs on sockets, maps of sockets, network namespaces, netfilter and routes. Each counts in a slot of its own.
#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 24);
	__type(key, __u32);
	__type(value, __u64);
} seen SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_SOCKMAP);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} sockets SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_REUSEPORT_SOCKARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} group SEC(".maps");

static __always_inline void count(__u32 slot)
{
	__u64 *n = bpf_map_lookup_elem(&seen, &slot);

	if (n)
		__sync_fetch_and_add(n, 1);
}

SEC("sk_skb/stream_parser")
int parser(struct __sk_buff *skb)
{
	count(0);
	return skb->len;
}

SEC("sk_skb/stream_verdict")
int stream_verdict(struct __sk_buff *skb)
{
	count(1);
	return bpf_sk_redirect_map(skb, &sockets, 1, 0);
}

SEC("sk_skb/verdict")
int verdict(struct __sk_buff *skb)
{
	count(2);
	return SK_PASS;
}

SEC("sk_skb")
int bare_skb(struct __sk_buff *skb)
{
	count(3);
	return SK_PASS;
}

SEC("sk_msg")
int msg(struct sk_msg_md *md)
{
	count(4);
	return SK_DROP;
}

SEC("sk_lookup")
int lookup(struct bpf_sk_lookup *ctx)
{
	__u32 first = 0;
	struct bpf_sock *sk;
	long failed;

	if (ctx->local_port != 7)
		return SK_PASS;
	count(5);
	sk = bpf_map_lookup_elem(&sockets, &first);
	if (!sk)
		return SK_PASS;
	failed = bpf_sk_assign(ctx, sk, 0);
	bpf_sk_release(sk);
	return failed ? SK_DROP : SK_PASS;
}

SEC("flow_dissector")
int dissect(struct __sk_buff *skb)
{
	count(6);
	return BPF_OK;
}

SEC("sk_reuseport")
int choose(struct sk_reuseport_md *md)
{
	__u32 first = 0;

	count(7);
	bpf_sk_select_reuseport(md, &group, &first, 0);
	return SK_PASS;
}

SEC("netfilter")
int drop(void *ctx)
{
	count(8);
	return 0; /* NF_DROP */
}

SEC("socket")
int filter(struct __sk_buff *skb)
{
	count(9);
	return 0;
}

SEC("lwt_in")
int route_in(struct __sk_buff *skb)
{
	count(10);
	return BPF_OK;
}

SEC("lwt_out")
int route_out(struct __sk_buff *skb)
{
	count(11);
	return BPF_OK;
}

SEC("lwt_xmit")
int route_xmit(struct __sk_buff *skb)
{
	count(12);
	return BPF_OK;
}

SEC("lwt_seg6local")
int seg6local(struct __sk_buff *skb)
{
	count(13);
	return BPF_OK;
}

SEC("lirc_mode2")
int infrared(unsigned int *sample)
{
	count(14);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
