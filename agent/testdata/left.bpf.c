// Counts calls of getpgid(MARK + 7) in two ways, and once more by a program that is not attached by itself.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define MARK 0x7eb0000

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 3);
	__type(key, __u32);
	__type(value, __u64);
} calls SEC(".maps");

int unattached(void *ctx);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__array(values, int(void *));
} jumps SEC(".maps") = {.values = {[0] = (void *)&unattached}};

const volatile __u32 wanted = MARK + 7;
__u64 in_bss;

static void count(__u32 place)
{
	__u64 *seen = bpf_map_lookup_elem(&calls, &place);

	if (seen)
		__sync_fetch_and_add(seen, 1);
	__sync_fetch_and_add(&in_bss, 1);
}

struct sys_enter {
	unsigned short type;
	unsigned char flags, preempt;
	int pid;
	long nr;
	unsigned long args[6];
};

SEC("tp/syscalls/sys_enter_getpgid")
int by_event(struct sys_enter *ctx)
{
	if ((__u32)ctx->args[0] != wanted)
		return 0;
	count(0);
	bpf_tail_call(ctx, &jumps, 0);
	return 0;
}

// Its context is not read, so that it is the same on every machine.
SEC("raw_tp/sys_enter")
int by_raw(void *ctx)
{
	count(1);
	return 0;
}

SEC("?tp/syscalls/sys_enter_getpgid")
int optional(void *ctx)
{
	return 0;
}

SEC("tp/syscalls/sys_enter_getpgid")
int unattached(void *ctx)
{
	count(2);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
