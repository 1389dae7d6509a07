// Counts packets and lets them pass; and the same under old and new section names.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} packets SEC(".maps");

SEC("xdp")
int count(struct xdp_md *ctx)
{
	__u32 key = 0;
	__u64 *seen = bpf_map_lookup_elem(&packets, &key);

	if (seen)
		__sync_fetch_and_add(seen, 1);
	return XDP_PASS;
}

SEC("xdp_pass")
int old_name(struct xdp_md *ctx)
{
	return XDP_PASS;
}

SEC("xdp.frags")
int with_frags(struct xdp_md *ctx)
{
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
