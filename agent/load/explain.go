package load

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/cilium/ebpf"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/candidates"
	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/rpc"
	"github.com/ebpf-workbench/agent/section"
)

// firstKernels says since when the program types that people meet exist, for the answer "your kernel is too old".
var firstKernels = map[string]string{
	"tracepoint": "4.7", "xdp": "4.8", "perf_event": "4.9", "raw_tracepoint": "4.17",
	"raw_tracepoint_writable": "5.2", "tracing": "5.5", "ext": "5.6", "struct_ops": "5.6", "lsm": "5.7",
	"sk_lookup": "5.9", "syscall": "5.14", "netfilter": "6.4",
}

// explain names the reason why a program was refused before or beside the verifier.
func explain(err error, programType string, where section.Section) *rpc.Refusal {
	switch {
	case where.AttachesByBTF() && errors.Is(err, ebpf.ErrNotSupported):
		return explainMissingTarget(err, where)
	case errno.Is(err, unix.EPERM):
		if os.Geteuid() != 0 {
			return rpc.Refuse(rpc.Permission, err, fmt.Sprintf(
				"The kernel does not let uid %d load %s programs: EPERM.", os.Geteuid(), programType))
		}
		return rpc.Refuse(rpc.Permission, err, fmt.Sprintf(
			"The kernel does not let root load this %s program: EPERM. Lockdown, a security module, a container's "+
				"limits or the kernel's configuration forbids it.", programType))
	case errno.Is(err, unix.EINVAL):
		detail := fmt.Sprintf("The kernel refused this %s program before verifying it: EINVAL.", programType)
		if first := firstKernels[programType]; first != "" {
			detail += fmt.Sprintf(" Such programs need Linux %s.", first)
		}
		return rpc.Refuse(rpc.Unsupported, err, detail)
	case errors.Is(err, ebpf.ErrNotSupported), errno.Is(err, errno.ENOTSUPP, unix.EOPNOTSUPP):
		return rpc.Refuse(rpc.Unsupported, err, err.Error())
	default:
		return rpc.Refuse(rpc.Other, err, err.Error())
	}
}

// explainMissingTarget tells a kernel without BTF from a name that its BTF does not have.
func explainMissingTarget(err error, where section.Section) *rpc.Refusal {
	if where.Kind == section.RawTracepointBTF {
		names, listErr := candidates.TypedTracepoints()
		if listErr != nil {
			return noKernelBTF(err, where)
		}
		return rpc.Refuse(rpc.NoSuchTarget, err, candidates.NotFound("tracepoint", where.Target, names))
	}
	names, listErr := candidates.TypedFunctions()
	if listErr != nil {
		return noKernelBTF(err, where)
	}
	what := "function"
	if prefix := strings.TrimSuffix(where.Function(), where.Target); prefix != "" {
		what = map[string]string{"bpf_lsm_": "LSM hook", "bpf_iter_": "iterator"}[prefix]
		names = withPrefix(names, prefix)
	}
	return rpc.Refuse(rpc.NoSuchTarget, err, candidates.NotFound(what, where.Target, names))
}

func noKernelBTF(err error, where section.Section) *rpc.Refusal {
	return rpc.Refuse(rpc.Unsupported, err, fmt.Sprintf(
		"The section %q needs the kernel's type information (CONFIG_DEBUG_INFO_BTF, Linux 5.5): %v", where.Name, err))
}

// withPrefix keeps the names that begin with a prefix, without it.
func withPrefix(names []string, prefix string) []string {
	var kept []string
	for _, name := range names {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			kept = append(kept, rest)
		}
	}
	return kept
}
