// SPDX-License-Identifier: GPL-2.0 OR MIT
// Follows the TCP connections of the processes in a cgroup: who connects where, and at the end the round-trip time.
#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define AF_INET 2

char LICENSE[] SEC("license") = "Dual MIT/GPL";

// The socket tells its states only when it is asked to.
static __always_inline void ask_for_states(struct bpf_sock_ops *ctx)
{
	bpf_sock_ops_cb_flags_set(ctx, ctx->bpf_sock_ops_cb_flags | BPF_SOCK_OPS_STATE_CB_FLAG);
}

SEC("sockops")
int follow(struct bpf_sock_ops *ctx)
{
	__u32 address = ctx->remote_ip4;
	// The remote port comes in network byte order, the local one in the machine's.
	__u32 port = bpf_ntohl(ctx->remote_port);

	if (ctx->family != AF_INET)
		return 1;
	switch (ctx->op) {
	case BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB:
		ask_for_states(ctx);
		bpf_printk("connected to %pI4 port %d", &address, port);
		break;
	case BPF_SOCK_OPS_PASSIVE_ESTABLISHED_CB:
		ask_for_states(ctx);
		bpf_printk("accepted %pI4 on port %d", &address, ctx->local_port);
		break;
	case BPF_SOCK_OPS_STATE_CB:
		// args[0] is the state before, args[1] the new one. The kernel keeps the time in eighths.
		if (ctx->args[1] == BPF_TCP_CLOSE)
			bpf_printk("closed %pI4: round trip %d us", &address, ctx->srtt_us >> 3);
		break;
	}
	return 1;
}
