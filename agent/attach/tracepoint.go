package attach

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/candidates"
	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/rpc"
	"github.com/ebpf-workbench/agent/tracefs"
)

// tracepoint attaches `tracepoint/category/name` to the trace event of that name.
func tracepoint(request Request, id uint32) (*Attached, error) {
	target, err := request.target("tracepoint", "tracepoint/sched/sched_process_fork")
	if err != nil {
		return nil, err
	}
	category, name, found := strings.Cut(target, "/")
	if !found || name == "" {
		return nil, rpc.Need("tracepoint", fmt.Sprintf(
			"%q is not a tracepoint: write category and name, as in sched/sched_process_fork.", target))
	}
	fs, err := request.Tracefs()
	if err != nil {
		return nil, rpc.Refuse(rpc.Unsupported, err, "Tracepoints need tracefs to find their number: "+err.Error())
	}
	number, err := eventNumber(fs, category, name)
	if err != nil {
		return nil, err
	}
	event, err := openTracepoint(number)
	if err != nil {
		return nil, refuse(err, "Opening the tracepoint "+target)
	}
	attachment, err := attachPerf(event, request.Program)
	if errno.Is(err, unix.EACCES) {
		return nil, rpc.Refuse(rpc.Other, err, fmt.Sprintf(
			"The program reads more of its context than the tracepoint %s has: EACCES.", target))
	}
	if err != nil {
		return nil, refuse(err, "Attaching to the tracepoint "+target)
	}
	// The kernel tells the name without the category, and for syscalls that of their common tracepoint class.
	proved, _, err := attachment.prove(id, func(s perfState) bool { return s.kind == fdTracepoint })
	if err != nil {
		return nil, err
	}
	proved.Kind, proved.Target = "tracepoint", target
	return &Attached{Closer: attachment, Link: proved}, nil
}

func openTracepoint(number uint64) (*os.File, error) {
	return openPerfEvent(&unix.PerfEventAttr{
		Type: unix.PERF_TYPE_TRACEPOINT, Config: number, Sample: 1, Wakeup: 1,
		Sample_type: unix.PERF_SAMPLE_RAW, Size: unix.PERF_ATTR_SIZE_VER0,
	})
}

func eventNumber(fs *tracefs.Dir, category, name string) (uint64, error) {
	text, err := os.ReadFile(fs.Path("events", category, name, "id"))
	if errors.Is(err, os.ErrNotExist) {
		known, listErr := candidates.Tracepoints(fs)
		if listErr != nil {
			return 0, rpc.Refuse(rpc.Other, listErr, listErr.Error())
		}
		return 0, rpc.Refuse(rpc.NoSuchTarget, err, candidates.NotFound("tracepoint", category+"/"+name, known))
	}
	if err != nil {
		return 0, refuse(err, "Reading the number of the tracepoint "+category+"/"+name)
	}
	number, err := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 64)
	if err != nil {
		return 0, rpc.Refuse(rpc.Other, nil, fmt.Sprintf("The tracepoint %s/%s has no number but %q.", category, name, text))
	}
	return number, nil
}
