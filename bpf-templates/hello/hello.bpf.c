// SPDX-License-Identifier: GPL-2.0 OR MIT
// Prints a line for every new process. The smallest program that does something you can see.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

SEC("tracepoint/sched/sched_process_fork")
int hello(void *ctx)
{
	__u32 pid = bpf_get_current_pid_tgid() >> 32;

	bpf_printk("Hello from process %d", pid);
	return 0;
}
