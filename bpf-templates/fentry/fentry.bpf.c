// SPDX-License-Identifier: GPL-2.0 OR MIT
// Prints every TCP connection that this machine opens: at the start of the kernel's function, and what it returned.
#include "vmlinux.h"
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define AF_INET 2

char LICENSE[] SEC("license") = "Dual MIT/GPL";

// The arguments are the function's own. The verifier knows their types and reads memory through them safely, so
// a plain `->` does what a kprobe needs BPF_CORE_READ for.
SEC("fentry/tcp_connect")
int BPF_PROG(connect_entry, struct sock *sk)
{
	__u32 address = sk->__sk_common.skc_daddr;
	__u16 port = bpf_ntohs(sk->__sk_common.skc_dport);

	if (sk->__sk_common.skc_family == AF_INET)
		bpf_printk("connecting to %pI4 port %d", &address, port);
	return 0;
}

// fexit sees the arguments again, and after them the return value.
SEC("fexit/tcp_connect")
int BPF_PROG(connect_exit, struct sock *sk, int result)
{
	__u16 port = bpf_ntohs(sk->__sk_common.skc_dport);

	bpf_printk("connecting to port %d returned %d", port, result);
	return 0;
}
