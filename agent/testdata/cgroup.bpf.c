// One program for each hook of a control group. Each counts in a slot of its own; some refuse or change what the test
// looks for.
#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 40);
	__type(key, __u32);
	__type(value, __u64);
} seen SEC(".maps");

static __always_inline int count(__u32 slot)
{
	__u64 *n = bpf_map_lookup_elem(&seen, &slot);

	if (n)
		__sync_fetch_and_add(n, 1);
	return 1;
}

/* The port that connections to port 4321 are led to. */
volatile __u32 led_to;

#define COUNTS(section, name, context, slot) \
	SEC(section) int name(struct context *ctx) { return count(slot); }

COUNTS("cgroup_skb/ingress", skb_ingress, __sk_buff, 0)
COUNTS("cgroup_skb/egress", skb_egress, __sk_buff, 1)
COUNTS("cgroup/skb", skb_open, __sk_buff, 2)
COUNTS("cgroup/sock_create", sock_create, bpf_sock, 3)
COUNTS("cgroup/sock_release", sock_release, bpf_sock, 4)
COUNTS("cgroup/post_bind4", post_bind4, bpf_sock, 5)
COUNTS("cgroup/post_bind6", post_bind6, bpf_sock, 6)
COUNTS("cgroup/bind6", bind6, bpf_sock_addr, 7)
COUNTS("cgroup/connect6", connect6, bpf_sock_addr, 8)
COUNTS("cgroup/sendmsg4", sendmsg4, bpf_sock_addr, 9)
COUNTS("cgroup/sendmsg6", sendmsg6, bpf_sock_addr, 10)
COUNTS("cgroup/recvmsg4", recvmsg4, bpf_sock_addr, 11)
COUNTS("cgroup/recvmsg6", recvmsg6, bpf_sock_addr, 12)
COUNTS("cgroup/getpeername4", getpeername4, bpf_sock_addr, 13)
COUNTS("cgroup/getpeername6", getpeername6, bpf_sock_addr, 14)
COUNTS("cgroup/getsockname4", getsockname4, bpf_sock_addr, 15)
COUNTS("cgroup/getsockname6", getsockname6, bpf_sock_addr, 16)
COUNTS("cgroup/connect_unix", connect_unix, bpf_sock_addr, 17)
COUNTS("cgroup/sendmsg_unix", sendmsg_unix, bpf_sock_addr, 18)
COUNTS("cgroup/recvmsg_unix", recvmsg_unix, bpf_sock_addr, 19)
COUNTS("cgroup/getpeername_unix", getpeername_unix, bpf_sock_addr, 20)
COUNTS("cgroup/getsockname_unix", getsockname_unix, bpf_sock_addr, 21)
COUNTS("cgroup/sysctl", sysctl, bpf_sysctl, 22)
COUNTS("cgroup/sock", sock, bpf_sock, 23)

SEC("cgroup/bind4")
int bind4(struct bpf_sock_addr *ctx)
{
	count(24);
	return ctx->user_port != bpf_htons(4444);
}

SEC("cgroup/connect4")
int connect4(struct bpf_sock_addr *ctx)
{
	count(25);
	if (ctx->user_port == bpf_htons(4321))
		ctx->user_port = bpf_htons(led_to);
	return ctx->user_port != bpf_htons(4322);
}

SEC("cgroup/getsockopt")
int getsockopt(struct bpf_sockopt *ctx)
{
	int *value = ctx->optval;

	if (ctx->level == 1 && ctx->optname == 36 && (void *)(value + 1) <= ctx->optval_end) { /* SO_MARK */
		count(26);
		*value = 4711;
		ctx->retval = 0;
	}
	return 1;
}

SEC("cgroup/setsockopt")
int setsockopt(struct bpf_sockopt *ctx)
{
	count(27);
	return !(ctx->level == 1 && ctx->optname == 12); /* SO_PRIORITY */
}

SEC("cgroup/dev")
int dev(struct bpf_cgroup_dev_ctx *ctx)
{
	count(28);
	return !(ctx->major == 1 && ctx->minor == 7); /* /dev/full */
}

SEC("sockops")
int sock_ops(struct bpf_sock_ops *ctx)
{
	count(29);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
