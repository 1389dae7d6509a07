// Prints what no JSON may hold as it is: quotes, control characters, and bytes that are not UTF-8.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define MARK 0x7eb0000

struct sys_enter {
	unsigned short type;
	unsigned char flags, preempt;
	int pid;
	long nr;
	unsigned long args[6];
};

SEC("tp/syscalls/sys_enter_getpgid")
int on_call(struct sys_enter *ctx)
{
	char odd[] = {'"', '\\', '\t', 1, 'a', (char)0xff, (char)0xe4, (char)0xb8, (char)0xad, 0};

	if (ctx->args[0] == MARK)
		bpf_printk("odd %s end", odd);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
