// SPDX-License-Identifier: GPL-2.0 OR MIT
// A TCP congestion control: the kernel asks these functions how much may be under way. It does what Reno does.
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define MIN_WINDOW 2

// The kernel hands its own tcp_* structures to GPL programs only.
char LICENSE[] SEC("license") = "GPL";

// A TCP socket starts with its general part, and the verifier knows that this one is TCP.
static __always_inline struct tcp_sock *tcp_of(struct sock *sk)
{
	return (struct tcp_sock *)sk;
}

// A window that the application does not fill must not grow: nothing was learned about the network.
static __always_inline bool window_is_full(struct tcp_sock *tp)
{
	if (tp->snd_cwnd < tp->snd_ssthresh)
		return tp->snd_cwnd < 2 * tp->max_packets_out;
	return BPF_CORE_READ_BITFIELD(tp, is_cwnd_limited);
}

// Something was lost: go on with half of the window.
SEC("struct_ops/reno_ssthresh")
__u32 BPF_PROG(reno_ssthresh, struct sock *sk)
{
	__u32 half = tcp_of(sk)->snd_cwnd / 2;

	return half > MIN_WINDOW ? half : MIN_WINDOW;
}

// Packets have arrived: below the threshold the window doubles every round trip, above it grows by one packet.
SEC("struct_ops/reno_avoid")
void BPF_PROG(reno_avoid, struct sock *sk, __u32 ack, __u32 acked)
{
	struct tcp_sock *tp = tcp_of(sk);
	__u32 window = tp->snd_cwnd;

	if (!window_is_full(tp))
		return;
	if (window < tp->snd_ssthresh) {
		window += acked;
	} else {
		tp->snd_cwnd_cnt += acked;
		if (tp->snd_cwnd_cnt >= window) {
			tp->snd_cwnd_cnt = 0;
			window++;
		}
	}
	tp->snd_cwnd = window < tp->snd_cwnd_clamp ? window : tp->snd_cwnd_clamp;
}

// Nothing was lost after all: back to the window before.
SEC("struct_ops/reno_undo")
__u32 BPF_PROG(reno_undo, struct sock *sk)
{
	struct tcp_sock *tp = tcp_of(sk);

	return tp->snd_cwnd > tp->prior_cwnd ? tp->snd_cwnd : tp->prior_cwnd;
}

// The kernel's own structure of function pointers; those that are missing keep their defaults.
SEC(".struct_ops.link")
struct tcp_congestion_ops simple_reno = {
	.ssthresh = (void *)reno_ssthresh,
	.cong_avoid = (void *)reno_avoid,
	.undo_cwnd = (void *)reno_undo,
	.name = "simple_reno",
};
