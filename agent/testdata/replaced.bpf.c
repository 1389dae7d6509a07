// A program with a function to replace, and its replacement. Both are for a packet that only a test run gives.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

__attribute__((noinline)) int decide(struct xdp_md *ctx)
{
	volatile int verdict = XDP_PASS;

	return ctx ? verdict : XDP_ABORTED;
}

SEC("xdp")
int replaced(struct xdp_md *ctx)
{
	return decide(ctx);
}

SEC("freplace/decide")
int replacement(struct xdp_md *ctx)
{
	return XDP_DROP;
}

SEC("freplace/decidee")
int misspelt(struct xdp_md *ctx)
{
	return XDP_DROP;
}

char LICENSE[] SEC("license") = "GPL";
