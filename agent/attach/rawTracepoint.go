package attach

import (
	"fmt"
	"strings"

	"github.com/cilium/ebpf/link"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/candidates"
	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/rpc"
)

// rawTracepoint attaches `raw_tp/name` and `raw_tp.w/name`.
func rawTracepoint(request Request, id uint32) (*Attached, error) {
	example := "raw_tp/sched_switch"
	if request.Section.Writable {
		example = "raw_tp.w/nbd_send_request"
	}
	name, err := request.target("tracepoint", example)
	if err != nil {
		return nil, err
	}
	// Chosen from a list, it comes with its category.
	name = name[strings.LastIndex(name, "/")+1:]
	attached, err := link.AttachRawTracepoint(link.RawTracepointOptions{Name: name, Program: request.Program})
	if errno.Is(err, unix.ENOENT) {
		return nil, noRawTracepoint(request, name, err)
	}
	if errno.Is(err, unix.EINVAL) && request.Section.Writable {
		return nil, rpc.Refuse(rpc.Other, err, notWritable(name))
	}
	if errno.Is(err, unix.EINVAL) {
		return nil, rpc.Refuse(rpc.Other, err, fmt.Sprintf(
			"The tracepoint %s has fewer arguments than the program reads: EINVAL.", name))
	}
	if err != nil {
		return nil, refuse(err, "Attaching to the raw tracepoint "+name)
	}
	return proveRawTracepoint(attached, name, id)
}

// proveRawTracepoint reads the link back; it is the same link for raw_tp and tp_btf. It owns attached.
func proveRawTracepoint(attached link.Link, name string, id uint32) (*Attached, error) {
	info, err := attached.Info()
	if err != nil {
		return nil, notProved(attached, err, "Reading the link back (Linux 5.8): "+errno.Text(err))
	}
	seen := info.RawTracepoint()
	if seen == nil || seen.Name != name || uint32(info.Program) != id {
		return nil, notProved(attached, nil, fmt.Sprintf(
			"The link read back is of program %d on %+v, not of program %d on %s.", info.Program, seen, id, name))
	}
	return &Attached{Closer: attached, Link: rpc.AttachedLink{
		Kind: "rawTracepoint", Target: seen.Name, Proof: "linkInfo", ID: uint32(info.ID),
	}}, nil
}

func noRawTracepoint(request Request, name string, cause error) error {
	var known []string
	if fs, err := request.Tracefs(); err == nil {
		known, _ = candidates.RawTracepoints(fs)
	}
	return rpc.Refuse(rpc.NoSuchTarget, cause, candidates.NotFound("tracepoint", name, known)+ofModule(name))
}
