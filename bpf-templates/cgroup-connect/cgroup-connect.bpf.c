// SPDX-License-Identifier: GPL-2.0 OR MIT
// Sees every connect() of the processes in a cgroup, and forbids those to one port.
#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

// What the program returns is the answer to connect(): go on, or EPERM.
#define FORBID 0
#define ALLOW 1

char LICENSE[] SEC("license") = "Dual MIT/GPL";

const volatile __u16 forbidden_port = 9999;

SEC("cgroup/connect4")
int connect4(struct bpf_sock_addr *ctx)
{
	__u32 address = ctx->user_ip4;
	__u16 port = bpf_ntohs(ctx->user_port);

	if (port != forbidden_port) {
		bpf_printk("connect to %pI4 port %d", &address, port);
		return ALLOW;
	}
	bpf_printk("forbidden: connect to %pI4 port %d", &address, port);
	return FORBID;
}

// Without this one, the port would still be open over IPv6.
SEC("cgroup/connect6")
int connect6(struct bpf_sock_addr *ctx)
{
	__u16 port = bpf_ntohs(ctx->user_port);

	if (port != forbidden_port)
		return ALLOW;
	bpf_printk("forbidden: IPv6 connect to port %d", port);
	return FORBID;
}
