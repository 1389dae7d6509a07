// SPDX-License-Identifier: GPL-2.0 OR MIT
// Measures how long threads that want to run wait for a CPU, and keeps a histogram of it.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define BUCKETS 26

char LICENSE[] SEC("license") = "Dual MIT/GPL";

// Count this thread alone; 0 stands for all. It can be set before each run.
const volatile __u32 only_thread = 0;
// How often a CPU went from one thread to another.
__u64 switches;

// Since when each thread waits.
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, __u32);
	__type(value, __u64);
} waiting SEC(".maps");

// Bucket n counts the waits from 2^n up to 2^(n+1) microseconds; the first one those below, too, the last one those above.
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, BUCKETS);
	__type(key, __u32);
	__type(value, __u64);
} wait_us SEC(".maps");

static __always_inline int begins_to_wait(__u32 thread)
{
	__u64 now = bpf_ktime_get_ns();

	if (thread != 0 && (only_thread == 0 || only_thread == thread))
		bpf_map_update_elem(&waiting, &thread, &now, BPF_ANY);
	return 0;
}

static __always_inline void count(__u64 microseconds)
{
	__u32 bucket = 0;
	__u64 *waits;

	// The loop has an end that the compiler knows, so it can be unrolled for kernels older than 5.3.
#pragma unroll
	for (int i = 1; i < BUCKETS; i++)
		if (microseconds >> i)
			bucket = i;
	waits = bpf_map_lookup_elem(&wait_us, &bucket);
	if (waits)
		__sync_fetch_and_add(waits, 1);
}

SEC("tracepoint/sched/sched_wakeup")
int on_wakeup(struct trace_event_raw_sched_wakeup_template *ctx)
{
	return begins_to_wait(ctx->pid);
}

SEC("tracepoint/sched/sched_wakeup_new")
int on_new(struct trace_event_raw_sched_wakeup_template *ctx)
{
	return begins_to_wait(ctx->pid);
}

SEC("tracepoint/sched/sched_switch")
int on_switch(struct trace_event_raw_sched_switch *ctx)
{
	__u32 thread = ctx->next_pid;
	__u64 *since;

	__sync_fetch_and_add(&switches, 1);
	// The lower bits say why a thread stopped; none of them, and it was pushed aside and waits again.
	if ((ctx->prev_state & 0xff) == 0)
		begins_to_wait(ctx->prev_pid);
	since = bpf_map_lookup_elem(&waiting, &thread);
	// It began to wait before this program was attached, or does not count.
	if (!since)
		return 0;
	count((bpf_ktime_get_ns() - *since) / 1000);
	bpf_map_delete_elem(&waiting, &thread);
	return 0;
}
