package attach

import (
	"fmt"
	"slices"
	"strings"
)

// writableTracepoints are those whose first argument programs of `raw_tp.w` may write to, with the module that each
// belongs to. The kernel lists them nowhere; they are the uses of DEFINE_EVENT_WRITABLE in Linux 4.17 to 7.0, without
// the kernel's own test modules.
var writableTracepoints = map[string]string{
	"bpf_test_finish":  "",
	"nbd_send_request": "nbd",
}

// notWritable says why the kernel takes the program elsewhere but not here: it answers EINVAL for a program that writes
// where or as much as it may not, and for one that reads more arguments than there are.
func notWritable(name string) string {
	if _, writable := writableTracepoints[name]; writable {
		return fmt.Sprintf("The program writes to more bytes of the first argument of the tracepoint %s than it has, "+
			"or reads more arguments: EINVAL.", name)
	}
	known := make([]string, 0, len(writableTracepoints))
	for name, module := range writableTracepoints {
		if module != "" {
			name += " (of the module " + module + ")"
		}
		known = append(known, name)
	}
	slices.Sort(known)
	return fmt.Sprintf("Programs may not write to the arguments of the tracepoint %s: EINVAL. Writable are %s; a program that "+
		"only reads is a raw_tp program.", name, strings.Join(known, " and "))
}

// ofModule names the module to load for a tracepoint that is not there, "" when it is none of a module's.
func ofModule(name string) string {
	module := writableTracepoints[name]
	if module == "" {
		return ""
	}
	return fmt.Sprintf(" It comes with the module %s, which is not loaded: `modprobe %s`.", module, module)
}
