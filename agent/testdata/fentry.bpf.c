// Programs on functions by their BTF.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("fentry/do_unlinkat")
int enter(__u64 *ctx)
{
	bpf_printk("fentry");
	return 0;
}

SEC("fexit/do_unlinkat")
int leave(__u64 *ctx)
{
	bpf_printk("fexit");
	return 0;
}

SEC("fmod_ret/security_bpf")
int modify(__u64 *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
