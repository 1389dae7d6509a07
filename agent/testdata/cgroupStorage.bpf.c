// Storage that each control group gets when the program is attached to it.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_CGROUP_STORAGE);
	__type(key, struct bpf_cgroup_storage_key);
	__type(value, __u64);
} shared SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE);
	__type(key, struct bpf_cgroup_storage_key);
	__type(value, __u64);
} each SEC(".maps");

SEC("cgroup_skb/egress")
int count(struct __sk_buff *skb)
{
	__u64 *value = bpf_get_local_storage(&shared, 0);

	__sync_fetch_and_add(value, 1);
	value = bpf_get_local_storage(&each, 0);
	*value += 1;
	return 1;
}

char LICENSE[] SEC("license") = "GPL";
