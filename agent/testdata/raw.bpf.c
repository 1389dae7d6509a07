// Raw and typed tracepoints.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("raw_tp/sched_switch")
int raw(struct bpf_raw_tracepoint_args *ctx)
{
	return 0;
}

SEC("raw_tracepoint/sched_switch")
int raw_long(struct bpf_raw_tracepoint_args *ctx)
{
	return 0;
}

SEC("tp_btf/sched_switch")
int typed(__u64 *ctx)
{
	return 0;
}

SEC("raw_tp/sched_swich")
int raw_misspelt(struct bpf_raw_tracepoint_args *ctx)
{
	return 0;
}

SEC("tp_btf/sched_swich")
int typed_misspelt(__u64 *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
