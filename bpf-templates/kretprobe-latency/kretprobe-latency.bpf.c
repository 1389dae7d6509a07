// SPDX-License-Identifier: GPL-2.0 OR MIT
// Measures how long a kernel function takes: prints every call, and keeps a histogram of all of them.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define BUCKETS 40

char LICENSE[] SEC("license") = "Dual MIT/GPL";

// When each thread entered the function. A thread is in it once, so its id is key enough.
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, __u32);
	__type(value, __u64);
} started SEC(".maps");

// Bucket n counts the calls that took from 2^n up to 2^(n+1) nanoseconds.
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, BUCKETS);
	__type(key, __u32);
	__type(value, __u64);
} histogram SEC(".maps");

SEC("kprobe/vfs_unlink")
int BPF_KPROBE(on_entry)
{
	__u32 thread = bpf_get_current_pid_tgid();
	__u64 now = bpf_ktime_get_ns();

	bpf_map_update_elem(&started, &thread, &now, BPF_ANY);
	return 0;
}

SEC("kretprobe/vfs_unlink")
int BPF_KRETPROBE(on_return, int result)
{
	__u32 thread = bpf_get_current_pid_tgid();
	__u64 *start = bpf_map_lookup_elem(&started, &thread);
	__u32 bucket = 0;

	// The call began before this program was attached.
	if (!start)
		return 0;
	__u64 nanoseconds = bpf_ktime_get_ns() - *start;
	bpf_map_delete_elem(&started, &thread);

	// The loop has an end that the compiler knows, so it can be unrolled for kernels older than 5.3.
#pragma unroll
	for (int i = 1; i < BUCKETS; i++)
		if (nanoseconds >> i)
			bucket = i;
	__u64 *count = bpf_map_lookup_elem(&histogram, &bucket);
	if (count)
		__sync_fetch_and_add(count, 1);

	bpf_printk("vfs_unlink took %llu ns and returned %d", nanoseconds, result);
	return 0;
}
