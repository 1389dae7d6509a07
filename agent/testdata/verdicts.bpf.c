// Programs that fare differently at load, sharing one map.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, __u64);
} shared SEC(".maps");

const volatile int limit = 7;

SEC("tp/sched/sched_switch")
int good(void *ctx)
{
	__u32 key = limit;

	return bpf_map_lookup_elem(&shared, &key) != 0;
}

// Reads through a pointer that may be null.
SEC("tp/sched/sched_switch")
int null_pointer(void *ctx)
{
	__u32 key = 1;
	__u64 *value = bpf_map_lookup_elem(&shared, &key);

	return *value;
}

// Goes wrong only after many passes of its loop, each of which the verifier logs.
SEC("tp/sched/sched_switch")
int lengthy(void *ctx)
{
	volatile __u64 sum = 0;

	for (__u64 i = 0; i < 20000; i++)
		sum += bpf_get_prandom_u32();
	return *(__u64 *)sum;
}

SEC("no/such/section")
int unknown_section(void *ctx)
{
	return 0;
}

SEC("?tp/sched/sched_switch")
int optional(void *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
