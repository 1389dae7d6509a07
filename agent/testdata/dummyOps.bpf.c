// A table of functions for the kernel: that of its own tests, which nothing calls.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct bpf_dummy_ops_state;
struct bpf_dummy_ops {
	int (*test_1)(struct bpf_dummy_ops_state *state);
};

SEC("struct_ops/test_1")
int test_1(unsigned long long *ctx)
{
	return 0;
}

SEC(".struct_ops.link")
struct bpf_dummy_ops table = {.test_1 = (void *)test_1};

char LICENSE[] SEC("license") = "GPL";
