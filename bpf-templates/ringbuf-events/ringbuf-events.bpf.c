// SPDX-License-Identifier: GPL-2.0 OR MIT
// Sends an event through a ring buffer for every signal: who sent which signal to whom.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

// What the reader gets. It has no holes between its fields: memory that nobody wrote would go out with them.
struct event {
	__u64 time;
	__u32 sender;
	__u32 receiver;
	__s32 signal;
	__s32 result;
	char sender_comm[16];
	char receiver_comm[16];
};

// The size is a power of two, and a multiple of the page size.
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} events SEC(".maps");

// A pointer that nobody uses keeps the type in the object, and a reader learns from it what the bytes mean.
const struct event *event_type __attribute__((unused));

SEC("tracepoint/signal/signal_generate")
int on_signal(struct trace_event_raw_signal_generate *ctx)
{
	// NULL when the buffer is full: the reader is too slow, and this event is lost.
	struct event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event)
		return 0;
	event->time = bpf_ktime_get_ns();
	event->sender = bpf_get_current_pid_tgid() >> 32;
	event->receiver = ctx->pid;
	event->signal = ctx->sig;
	event->result = ctx->result;
	bpf_get_current_comm(event->sender_comm, sizeof(event->sender_comm));
	// The context is read one number at a time; its texts are for a helper.
	bpf_probe_read_kernel_str(event->receiver_comm, sizeof(event->receiver_comm), ctx->comm);

	// For a look without a reader; take it out when you have one.
	bpf_printk("%s sends signal %d to %s", event->sender_comm, event->signal, event->receiver_comm);

	// After this the event belongs to the reader. Every path must end in a submit or a discard.
	bpf_ringbuf_submit(event, 0);
	return 0;
}
