// Uprobes of all forms on testdata/probed.c, whose path only the test knows. Each prints its name and what it sees.
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("uprobe")
int BPF_KPROBE(on_entry, int n)
{
	bpf_printk("uprobe %x", n);
	return 0;
}

SEC("uretprobe")
int BPF_KRETPROBE(on_return, int result)
{
	bpf_printk("uretprobe %x", result);
	return 0;
}

SEC("uprobe.s")
int BPF_KPROBE(may_sleep, int n)
{
	bpf_printk("sleepable %x", n);
	return 0;
}

SEC("uprobe/libc.so.6:malloc")
int in_libc(struct pt_regs *ctx)
{
	return 0;
}

SEC("uprobe/libc.so.6:mallocc")
int misspelt(struct pt_regs *ctx)
{
	return 0;
}

SEC("uprobe/no-such-program:main")
int nowhere(struct pt_regs *ctx)
{
	return 0;
}

SEC("uprobe.multi")
int BPF_KPROBE(on_many, int n)
{
	bpf_printk("multi %x", n);
	return 0;
}

SEC("uretprobe.multi")
int BPF_KRETPROBE(on_many_returns, int result)
{
	bpf_printk("multi return %x", result);
	return 0;
}

SEC("uprobe.session")
int BPF_KPROBE(in_session, int n)
{
	bpf_printk("session");
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
