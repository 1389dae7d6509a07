// SPDX-License-Identifier: GPL-2.0 OR MIT
// Prints a line whenever a file is deleted: which process, and which name it gave.
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

// After the name come the arguments of the probed function. Another function has others: change them together.
SEC("kprobe/do_unlinkat")
int BPF_KPROBE(unlink_entry, int dfd, struct filename *name)
{
	char comm[16] = {};
	const char *path = BPF_CORE_READ(name, name);

	bpf_get_current_comm(comm, sizeof(comm));
	bpf_printk("%s deletes %s", comm, path);
	return 0;
}
