// Keeps one kernel stack trace for each run.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(max_entries, 16);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, 127 * sizeof(__u64));
} stacks SEC(".maps");

SEC("raw_tp/sys_enter")
int take(void *ctx)
{
	return bpf_get_stackid(ctx, &stacks, 0);
}

char LICENSE[] SEC("license") = "GPL";
