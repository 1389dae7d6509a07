// SPDX-License-Identifier: GPL-2.0 OR MIT
// Looks many times a second at what each CPU is doing, and counts the stacks that it sees.
#include <linux/bpf.h>
#include <linux/bpf_perf_event.h>
#include <bpf/bpf_helpers.h>

#define MAX_DEPTH 127

char LICENSE[] SEC("license") = "Dual MIT/GPL";

// A negative stack id is an error: the process has no such stack, or the map is full.
struct sample {
	__u32 pid;
	__s32 kernel_stack;
	__s32 user_stack;
	char comm[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, struct sample);
	__type(value, __u64);
} samples SEC(".maps");

// A stack is an array of instruction addresses; its id is a hash of them.
struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(max_entries, 10240);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, MAX_DEPTH * sizeof(__u64));
} stacks SEC(".maps");

SEC("perf_event")
int take_sample(struct bpf_perf_event_data *ctx)
{
	// All of it is set to zero, since all of it is the key.
	struct sample sample = {};
	__u64 one = 1;
	__u64 *count;

	sample.pid = bpf_get_current_pid_tgid() >> 32;
	// Process 0 is the idle CPU.
	if (sample.pid == 0)
		return 0;
	bpf_get_current_comm(sample.comm, sizeof(sample.comm));
	sample.kernel_stack = bpf_get_stackid(ctx, &stacks, 0);
	sample.user_stack = bpf_get_stackid(ctx, &stacks, BPF_F_USER_STACK);

	count = bpf_map_lookup_elem(&samples, &sample);
	if (count)
		__sync_fetch_and_add(count, 1);
	else
		bpf_map_update_elem(&samples, &sample, &one, BPF_NOEXIST);
	return 0;
}
