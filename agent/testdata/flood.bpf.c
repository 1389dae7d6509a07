// Prints as many lines as getpgid(FLOOD + n) says, at once.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define FLOOD 0x7fb0000

struct sys_enter {
	unsigned short type;
	unsigned char flags, preempt;
	int pid;
	long nr;
	unsigned long args[6];
};

static long print(__u32 i, void *unused)
{
	bpf_printk("flood line %d with some text to give it an ordinary length", i);
	return 0;
}

SEC("tp/syscalls/sys_enter_getpgid")
int on_call(struct sys_enter *ctx)
{
	long n = (long)ctx->args[0] - FLOOD;

	if (n > 0 && n < 0x100000)
		bpf_loop(n, print, 0, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
