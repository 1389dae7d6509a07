// A map that is pinned by name. Its name is replaced by one of the same length in the tests, which run at the same time.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, ENTRIES);
	__type(key, __u32);
	__type(value, __u64);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} ebpf_workbench_pinned_00000000 SEC(".maps");

SEC("xdp")
int count(struct xdp_md *ctx)
{
	__u32 key = 0;
	__u64 *value = bpf_map_lookup_elem(&ebpf_workbench_pinned_00000000, &key);

	if (value)
		*value += 1;
	return XDP_PASS;
}

#ifdef REJECTED
SEC("xdp")
int rejected(struct xdp_md *ctx)
{
	__u32 key = ctx->ingress_ifindex;

	return *(int *)bpf_map_lookup_elem(&ebpf_workbench_pinned_00000000, &key);
}
#endif

char LICENSE[] SEC("license") = "GPL";
