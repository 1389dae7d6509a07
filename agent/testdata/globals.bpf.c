// Returns what its global variables make: 2 + 30 + 400 + 0 unless they were given other values.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

const volatile __u32 constant = 2;
static const volatile __u16 constant_of_the_file = 30;
__u32 initialised[2] = {400, 0};
volatile __u64 zero;

SEC("xdp")
int sum(struct xdp_md *ctx)
{
	return constant + constant_of_the_file + initialised[0] + initialised[1] + zero;
}

char LICENSE[] SEC("license") = "GPL";
