// `entry` returns 1 when its tail call does not jump, and what `target` returns when it does.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

int target(struct xdp_md *ctx);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 4);
	__uint(key_size, sizeof(__u32));
	__array(values, int(struct xdp_md *));
} jumps SEC(".maps") = {.values = {[2] = (void *)&target}};

SEC("xdp")
int entry(struct xdp_md *ctx)
{
	bpf_tail_call(ctx, &jumps, 2);
	return 1;
}

SEC("xdp")
int target(struct xdp_md *ctx)
{
#ifdef REJECTED
	return *(volatile int *)(long)ctx->ingress_ifindex;
#endif
	return 77;
}

char LICENSE[] SEC("license") = "GPL";
