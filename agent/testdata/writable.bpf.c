// Raw tracepoints whose first argument a program may write to.
#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

// Of all that passes these tracepoints, only what the test causes is written to: 0 is its process, 1 its block device.
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u64);
} whose SEC(".maps");

static __always_inline int is_whose(__u32 key, __u64 value)
{
	__u64 *wanted = bpf_map_lookup_elem(&whose, &key);

	return wanted && *wanted == value;
}

// The error that a test run of an XDP program ends with.
SEC("raw_tp.w/bpf_test_finish")
int result(__u64 *ctx)
{
	int *error = (int *)ctx[0];

	if (!is_whose(0, bpf_get_current_pid_tgid() >> 32))
		return 0;
	*error = -77;
	return 0;
}

// struct nbd_request of linux/nbd.h, whose numbers are big-endian.
struct request {
	__u32 magic;
	__u32 type;
	__u64 handle;
	__u64 from;
	__u32 len;
};

// Where on the network block device is read.
SEC("raw_tracepoint.w/nbd_send_request")
int elsewhere(__u64 *ctx)
{
	struct request *request = (struct request *)ctx[0];

	if (!is_whose(1, ctx[1]))
		return 0;
	request->from = bpf_cpu_to_be64(bpf_be64_to_cpu(request->from) + 4096);
	return 0;
}

SEC("raw_tp.w/sched_switch")
int read_only(__u64 *ctx)
{
	*(int *)ctx[0] = 1;
	return 0;
}

// It writes nothing, so it may be anywhere.
SEC("raw_tp.w/sched_switch")
int writes_nothing(__u64 *ctx)
{
	return 0;
}

// More than the error's four bytes.
SEC("raw_tp.w/bpf_test_finish")
int too_much(__u64 *ctx)
{
	*(__u64 *)ctx[0] = 1;
	return 0;
}

SEC("raw_tp.w")
int bare(__u64 *ctx)
{
	*(int *)ctx[0] = 1;
	return 0;
}

SEC("xdp")
int drop(struct xdp_md *ctx)
{
	return XDP_DROP;
}

char LICENSE[] SEC("license") = "GPL";
