// Maps whose making needs more than one step.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

int target(void *ctx);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 2);
	__uint(key_size, sizeof(__u32));
	__array(values, int(void *));
} jumps SEC(".maps") = {.values = {[1] = (void *)&target}};

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} inner SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(values, struct inner);
} outer SEC(".maps") = {.values = {[0] = &inner}};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

const volatile __u32 chosen = 1;
__u64 count;

SEC("tp/sched/sched_switch")
int jump(void *ctx)
{
	__u32 key = 0;
	__u64 *value = bpf_ringbuf_reserve(&events, 8, 0);
	void *map;

	if (value) {
		*value = count++;
		bpf_ringbuf_submit(value, 0);
	}
	map = bpf_map_lookup_elem(&outer, &key);
	if (map)
		bpf_map_lookup_elem(map, &key);
	bpf_tail_call(ctx, &jumps, chosen);
	return 0;
}

SEC("tp/sched/sched_switch")
int target(void *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
