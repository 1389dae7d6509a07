// Kprobes on several functions at once.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("kprobe.multi/do_unlink*")
int many(void *ctx)
{
	return 0;
}

SEC("kretprobe.multi/do_unlink*")
int many_returns(void *ctx)
{
	return 0;
}

SEC("kprobe.multi/do_unlinkatt")
int misspelt(void *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
