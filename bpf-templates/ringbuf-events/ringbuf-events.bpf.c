// SPDX-License-Identifier: GPL-2.0 OR MIT
// Sends an event through a ring buffer for every file that is opened for writing.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define O_WRONLY 1
#define O_RDWR 2

char LICENSE[] SEC("license") = "Dual MIT/GPL";

// What the reader gets. It has no holes between its fields: memory that nobody wrote would go out with them.
struct event {
	__u64 time;
	__u32 pid;
	__u32 flags;
	char comm[16];
	char path[128];
};

// The size is a power of two, and a multiple of the page size.
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} events SEC(".maps");

// Nothing else refers to the type, and a reader learns from it what the bytes mean.
const struct event *unused_event __attribute__((unused));

SEC("tracepoint/syscalls/sys_enter_openat")
int on_open(struct trace_event_raw_sys_enter *ctx)
{
	const char *path = (const char *)ctx->args[1];
	__u32 flags = ctx->args[2];
	struct event *event;

	if (!(flags & (O_WRONLY | O_RDWR)))
		return 0;

	// NULL when the buffer is full: the reader is too slow, and this event is lost.
	event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event)
		return 0;

	event->time = bpf_ktime_get_ns();
	event->pid = bpf_get_current_pid_tgid() >> 32;
	event->flags = flags;
	bpf_get_current_comm(event->comm, sizeof(event->comm));
	if (bpf_probe_read_user_str(event->path, sizeof(event->path), path) < 0)
		event->path[0] = '\0';

	// For a look without a reader; take it out when you have one.
	bpf_printk("%s opens %s", event->comm, event->path);

	// After this the event belongs to the reader. Every path must end in a submit or a discard.
	bpf_ringbuf_submit(event, 0);
	return 0;
}
