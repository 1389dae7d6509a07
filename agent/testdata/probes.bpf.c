// Kprobes of all forms. getpgid(MARK + n) makes those on the system call print.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <linux/ptrace.h>

#define MARK 0x7eb0000

SEC("kprobe/do_unlinkat")
int entry(struct pt_regs *ctx)
{
	bpf_printk("entry");
	return 0;
}

SEC("kretprobe/do_unlinkat")
int leave(struct pt_regs *ctx)
{
	bpf_printk("leave");
	return 0;
}

SEC("kprobe/do_unlinkat+0x0")
int entry_offset(struct pt_regs *ctx)
{
	return 0;
}

SEC("kprobe/sys_getpgid")
int old_name(struct pt_regs *ctx)
{
	return 0;
}

SEC("ksyscall/getpgid")
int call(struct pt_regs *ctx)
{
	bpf_printk("call");
	return 0;
}

SEC("kretsyscall/getpgid")
int call_return(struct pt_regs *ctx)
{
	bpf_printk("return");
	return 0;
}

SEC("kprobe/do_unlinkatt")
int misspelt(struct pt_regs *ctx)
{
	return 0;
}

SEC("ksyscall/getpgidd")
int misspelt_call(struct pt_regs *ctx)
{
	return 0;
}

SEC("kprobe/do_unlinkat+0xfffff")
int beyond(struct pt_regs *ctx)
{
	return 0;
}

SEC("kprobe/do_unlinkat+1")
int inside_instruction(struct pt_regs *ctx)
{
	return 0;
}

SEC("kretprobe/do_unlinkat+4")
int return_offset(struct pt_regs *ctx)
{
	return 0;
}

SEC("kprobe")
int bare(struct pt_regs *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
