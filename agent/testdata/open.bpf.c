// Sections that leave something open, name something that does not exist, or cannot be attached yet.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("kprobe")
int bare_kprobe(void *ctx)
{
	return 0;
}

SEC("tracepoint")
int bare_tracepoint(void *ctx)
{
	return 0;
}

SEC("tp/sched/sched_proces_fork")
int misspelt_tracepoint(void *ctx)
{
	return 0;
}

SEC("uprobe//bin/sh:main")
int uprobe(void *ctx)
{
	return 0;
}

SEC("xdp/devmap")
int in_devmap(struct xdp_md *ctx)
{
	return XDP_PASS;
}

SEC("fentry")
int bare_fentry(void *ctx)
{
	return 0;
}

SEC("fentry/do_unlinkatt")
int misspelt_fentry(void *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
