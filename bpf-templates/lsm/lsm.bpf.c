// SPDX-License-Identifier: GPL-2.0 OR MIT
// Forbids the deletion of every file that is called `precious`, even by root.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define EPERM 1

char LICENSE[] SEC("license") = "Dual MIT/GPL";

const char kept_name[] = "precious";

SEC("lsm/inode_unlink")
int BPF_PROG(keep_file, struct inode *dir, struct dentry *dentry, int ret)
{
	// One byte more than the name, or a longer name that starts the same would look the same.
	char name[sizeof(kept_name) + 1] = {};

	// A program before this one has forbidden it already.
	if (ret)
		return ret;

	bpf_probe_read_kernel_str(name, sizeof(name), dentry->d_name.name);
	for (int i = 0; i < sizeof(kept_name); i++)
		if (name[i] != kept_name[i])
			return 0;

	bpf_printk("%s stays", name);
	return -EPERM;
}
