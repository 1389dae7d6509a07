// SPDX-License-Identifier: GPL-2.0 OR MIT
// A process list of your own: whoever reads the iterator gets one line for every thread.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

SEC("iter/task")
int list_tasks(struct bpf_iter__task *ctx)
{
	struct seq_file *out = ctx->meta->seq;
	struct task_struct *task = ctx->task;

	// The last call has no task: it is the place for a summary.
	if (!task)
		return 0;
	if (ctx->meta->seq_num == 0)
		BPF_SEQ_PRINTF(out, "   tgid      tid   parent  name\n");

	// What is written here is what read() returns; it is not a trace line.
	BPF_SEQ_PRINTF(out, "%7d  %7d  %7d  %s\n", task->tgid, task->pid, task->real_parent->tgid, task->comm);
	return 0;
}
