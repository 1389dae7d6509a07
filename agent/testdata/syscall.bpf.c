// Programs that are run once, by themselves.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("syscall")
int plain(void *ctx)
{
	bpf_printk("ran plain");
	return 42;
}

SEC("syscall")
int reads(struct { long a[10]; } *ctx)
{
	return (int)ctx->a[9] - 1;
}

char LICENSE[] SEC("license") = "GPL";
