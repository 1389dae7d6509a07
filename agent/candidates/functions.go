package candidates

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/ebpf-workbench/agent/tracefs"
)

// ProbedFunctions lists the functions that a kprobe can name. ftrace's list is the exact one; where it cannot be
// read, the kernel's symbol table stands in, which also has a few functions that are blacklisted for kprobes.
func ProbedFunctions(fs *tracefs.Dir) ([]string, error) {
	if fs != nil {
		if file, err := os.Open(fs.Path("available_filter_functions")); err == nil {
			defer file.Close()
			if names, err := readFilterFunctions(file); err == nil && len(names) > 0 {
				return names, nil
			}
		}
	}
	file, err := os.Open("/proc/kallsyms")
	if err != nil {
		return nil, fmt.Errorf("listing the kernel's functions: %w", err)
	}
	defer file.Close()
	return readKallsyms(file)
}

// readFilterFunctions reads lines like these:
//
//	do_unlinkat
//	nf_hook_slow [nf_tables]
func readFilterFunctions(r io.Reader) ([]string, error) {
	var names []string
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		name, _, _ := strings.Cut(lines.Text(), " ")
		if isProbeable(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), lines.Err()
}

// readKallsyms reads lines like these, and keeps the code (t, T, w, W):
//
//	ffffffff81000000 T _stext
//	ffffffffc0000000 t nf_hook_slow	[nf_tables]
func readKallsyms(r io.Reader) ([]string, error) {
	var names []string
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) >= 3 && strings.Contains("tTwW", fields[1]) && isProbeable(fields[2]) {
			names = append(names, fields[2])
		}
	}
	slices.Sort(names)
	return slices.Compact(names), lines.Err()
}

// isProbeable leaves out what the lists contain and nobody can attach to: ftrace's record of removed functions
// (`__ftrace_invalid_address___32`), compiler's padding (`__pfx_…`), labels with characters of no C name.
func isProbeable(name string) bool {
	return name != "" && !strings.HasPrefix(name, "__ftrace_invalid_address___") &&
		!strings.HasPrefix(name, "__pfx_") && !strings.HasPrefix(name, "__cfi_") && !strings.ContainsAny(name, "$<>")
}
