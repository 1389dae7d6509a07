// SPDX-License-Identifier: GPL-2.0 OR MIT
// Counts the system calls of every process, in a map to look at while it counts.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

struct process {
	__u32 pid;
	char comm[16];
};

struct calls {
	__u64 count;
	__u64 last_time;
};

// When it is full, the process that was silent for longest makes room.
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, struct process);
	__type(value, struct calls);
} calls_of SEC(".maps");

SEC("raw_tp/sys_enter")
int on_syscall(void *ctx)
{
	struct process process = { .pid = bpf_get_current_pid_tgid() >> 32 };
	struct calls first = { .count = 1, .last_time = bpf_ktime_get_ns() };
	struct calls *calls;

	bpf_get_current_comm(process.comm, sizeof(process.comm));
	calls = bpf_map_lookup_elem(&calls_of, &process);
	if (!calls) {
		bpf_map_update_elem(&calls_of, &process, &first, BPF_ANY);
		return 0;
	}
	// Threads of a process run on several CPUs at the same time.
	__sync_fetch_and_add(&calls->count, 1);
	calls->last_time = first.last_time;
	return 0;
}
