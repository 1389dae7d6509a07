// SPDX-License-Identifier: GPL-2.0 OR MIT
// Prints what people type into bash, in every shell on the machine.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

// After the name come the arguments of the probed function, here the prompt. Another function has others: change them
// together. A text lies in the memory of the program, not in the kernel's: that is what `_user` is for.
SEC("uprobe//bin/bash:readline")
int BPF_KPROBE(on_entry, const char *prompt)
{
	char text[32] = {};

	bpf_probe_read_user_str(text, sizeof(text), prompt);
	bpf_printk("prompt: %s", text);
	return 0;
}

// The result is the line that was typed, or NULL at the end of the input.
SEC("uretprobe//bin/bash:readline")
int BPF_KRETPROBE(on_return, const char *line)
{
	__u32 pid = bpf_get_current_pid_tgid() >> 32;
	char text[128] = {};

	if (!line)
		return 0;
	bpf_probe_read_user_str(text, sizeof(text), line);
	bpf_printk("bash %d: %s", pid, text);
	return 0;
}
