// SPDX-License-Identifier: GPL-2.0 OR MIT
// Tells which programs are started and by whom, and when they end how long they ran and with which exit code.
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

enum happening { PROGRAM_STARTS, PROGRAM_ENDS };

struct event {
	__u64 duration;
	__u32 happening;
	__u32 pid;
	__u32 parent;
	__u32 exit_code;
	char comm[16];
	char path[128];
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} events SEC(".maps");

// When each process became the program that it is.
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__type(key, __u32);
	__type(value, __u64);
} started SEC(".maps");

// Keeps the type in the object: a reader learns from it what the bytes mean.
const struct event *event_type __attribute__((unused));

static __always_inline struct event *new_event(enum happening happening, __u32 pid)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (event) {
		event->duration = 0;
		event->happening = happening;
		event->pid = pid;
		event->parent = BPF_CORE_READ(task, real_parent, tgid);
		event->exit_code = 0;
		event->path[0] = '\0';
		bpf_get_current_comm(event->comm, sizeof(event->comm));
	}
	return event;
}

SEC("tracepoint/sched/sched_process_exec")
int on_exec(struct trace_event_raw_sched_process_exec *ctx)
{
	__u32 pid = bpf_get_current_pid_tgid() >> 32;
	__u64 now = bpf_ktime_get_ns();
	struct event *event;

	bpf_map_update_elem(&started, &pid, &now, BPF_ANY);

	event = new_event(PROGRAM_STARTS, pid);
	if (!event)
		return 0;
	// The lower half of a __data_loc field says how far from the event's start the text lies.
	const char *path = (const char *)ctx + (ctx->__data_loc_filename & 0xffff);
	bpf_probe_read_kernel_str(event->path, sizeof(event->path), path);

	bpf_printk("%s is started by process %d", event->path, event->parent);
	bpf_ringbuf_submit(event, 0);
	return 0;
}

SEC("tracepoint/sched/sched_process_exit")
int on_exit(void *ctx)
{
	__u64 ids = bpf_get_current_pid_tgid();
	__u32 pid = ids >> 32;
	struct task_struct *task = (void *)bpf_get_current_task();
	__u64 *start;
	struct event *event;

	// Every thread that ends comes by; the first one of the process, whose id is the process's, stands for all.
	if (pid != (__u32)ids)
		return 0;
	start = bpf_map_lookup_elem(&started, &pid);
	if (!start)
		return 0;

	event = new_event(PROGRAM_ENDS, pid);
	if (event) {
		event->duration = bpf_ktime_get_ns() - *start;
		// The lower byte is the signal that killed it.
		event->exit_code = BPF_CORE_READ(task, exit_code) >> 8 & 0xff;
		bpf_printk("%s ends with %d after %llu us", event->comm, event->exit_code, event->duration / 1000);
		bpf_ringbuf_submit(event, 0);
	}
	bpf_map_delete_elem(&started, &pid);
	return 0;
}
