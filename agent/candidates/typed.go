package candidates

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cilium/ebpf/btf"
)

// TypedFunctions lists the functions in the kernel's BTF, which are those that fentry and fexit can name.
// Functions of modules are not among them.
func TypedFunctions() ([]string, error) {
	return typed(func(t btf.Type) string {
		if function, ok := t.(*btf.Func); ok {
			return function.Name
		}
		return ""
	})
}

// TypedTracepoints lists the tracepoints that tp_btf can name: the kernel has a typedef for each.
func TypedTracepoints() ([]string, error) {
	return typed(func(t btf.Type) string {
		if typedef, ok := t.(*btf.Typedef); ok {
			if name, ok := strings.CutPrefix(typedef.Name, "btf_trace_"); ok {
				return name
			}
		}
		return ""
	})
}

func typed(pick func(btf.Type) string) ([]string, error) {
	kernel, err := btf.LoadKernelSpec()
	if err != nil {
		return nil, fmt.Errorf("reading the kernel's type information: %w", err)
	}
	var names []string
	for t, err := range kernel.All() {
		if err != nil {
			return nil, fmt.Errorf("reading the kernel's type information: %w", err)
		}
		if name := pick(t); name != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}
