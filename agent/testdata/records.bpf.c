// Sends as many records of 32 bytes as its caller asks for, by way of a test run: through a ring buffer, a perf event
// array, and some of a ring buffer's special ways.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 23);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} small SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} perf SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 4096);
} user SEC(".maps");

struct record {
	__u64 number, one, two, three;
};

struct run {
	void *ctx;
	__u64 first;
};

__u64 dropped;

static long to_ring(__u32 i, struct run *run)
{
	struct record record = {run->first + i, 1, 2, 3};

	if (bpf_ringbuf_output(&ring, &record, sizeof(record), 0))
		__sync_fetch_and_add(&dropped, 1);
	return 0;
}

SEC("raw_tp")
int ring_flood(struct bpf_raw_tracepoint_args *ctx)
{
	struct run run = {ctx, ctx->args[1]};

	bpf_loop(ctx->args[0], to_ring, &run, 0);
	return 0;
}

static long to_perf(__u32 i, struct run *run)
{
	struct record record = {run->first + i, 1, 2, 3};

	bpf_perf_event_output(run->ctx, &perf, BPF_F_CURRENT_CPU, &record, sizeof(record));
	return 0;
}

SEC("raw_tp")
int perf_flood(struct bpf_raw_tracepoint_args *ctx)
{
	struct run run = {ctx, ctx->args[1]};

	bpf_loop(ctx->args[0], to_perf, &run, 0);
	return 0;
}

static long to_small(__u32 i, struct run *run)
{
	__u64 *kept = bpf_ringbuf_reserve(&small, 5, 0);

	if (!kept) {
		__sync_fetch_and_add(&dropped, 1);
		return 0;
	}
	*(__u32 *)kept = run->first + i;
	((char *)kept)[4] = '!';
	if ((run->first + i) % 2)
		bpf_ringbuf_discard(kept, BPF_RB_NO_WAKEUP);
	else
		bpf_ringbuf_submit(kept, BPF_RB_NO_WAKEUP);
	return 0;
}

// Records of an odd length, every second of them discarded, and nobody is woken.
SEC("raw_tp")
int quiet(struct bpf_raw_tracepoint_args *ctx)
{
	struct run run = {ctx, ctx->args[1]};

	bpf_loop(ctx->args[0], to_small, &run, 0);
	return 0;
}

static long take(struct bpf_dynptr *record, void *unused)
{
	return 0;
}

SEC("raw_tp")
int drain(void *ctx)
{
	bpf_user_ringbuf_drain(&user, take, 0, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
