package probe

import (
	"errors"
	"os"

	"github.com/ebpf-workbench/agent/errno"
)

func kernelBTF(openTracefs) answer {
	file, err := os.Open("/sys/kernel/btf/vmlinux")
	switch {
	case err == nil:
		file.Close()
		return yes()
	case errors.Is(err, os.ErrNotExist):
		return no("There is no /sys/kernel/btf/vmlinux: the kernel is built without CONFIG_DEBUG_INFO_BTF (Linux 5.4).")
	}
	return unknown("/sys/kernel/btf/vmlinux: " + errno.Text(err))
}

func tracingFS(open openTracefs) answer {
	if _, err := open(); err != nil {
		return unknown(err.Error())
	}
	return yes()
}

// traceInstance looks for what an instance needs, and does not make one: removing it would take the kernel longer
// than all other probes together.
func traceInstance(open openTracefs) answer {
	fs, err := open()
	if err != nil {
		return unknown(err.Error())
	}
	for path, lack := range map[string]string{
		fs.Path("instances"):                         "The kernel has no trace instances (Linux 3.10, CONFIG_TRACING).",
		fs.Path("events/bpf_trace/bpf_trace_printk"): "bpf_printk is not a trace event on this kernel (Linux 5.9).",
	} {
		switch _, err := os.Stat(path); {
		case errors.Is(err, os.ErrNotExist):
			return no(lack)
		case err != nil:
			return unknown(path + ": " + errno.Text(err))
		}
	}
	return yes()
}
