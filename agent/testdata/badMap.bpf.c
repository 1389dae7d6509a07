// A map that no kernel makes: a ring buffer's size must be a power of two.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4097);
} broken SEC(".maps");

SEC("tp/sched/sched_switch")
int uses_it(void *ctx)
{
	void *value = bpf_ringbuf_reserve(&broken, 8, 0);

	if (value)
		bpf_ringbuf_discard(value, 0);
	return 0;
}

SEC("tp/sched/sched_switch")
int does_not(void *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
