// The tracepoint of testdata/probed.c with its three arguments.
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <stdbool.h>
#include <bpf/usdt.bpf.h>

SEC("usdt")
int BPF_USDT(on_sale, int constant, long number, short amount)
{
	bpf_printk("sale %d %lx %d", constant, number, amount);
	bpf_printk("arguments %d cookie %ld", bpf_usdt_arg_cnt(ctx), bpf_usdt_cookie(ctx));
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
