package attach

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/candidates"
	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/executable"
	"github.com/ebpf-workbench/agent/rpc"
)

// usdt attaches `usdt/binary:provider:name` to every place of the tracepoint, and has the kernel raise its counter.
func usdt(request Request, id uint32) (*Attached, error) {
	target, err := request.userTarget("usdt", "usdt//usr/bin/python3:python:gc__start")
	if err != nil {
		return nil, err
	}
	file := target.file
	places := slices.DeleteFunc(slices.Clone(file.Tracepoints), func(p executable.Tracepoint) bool {
		return p.Provider+":"+p.Name != target.place
	})
	if len(places) == 0 {
		return nil, noUsdt(file, target.place)
	}
	specs, err := newUsdtSpecs(request)
	if err != nil {
		return nil, err
	}
	held := &several{}
	held.add(specs)
	var link rpc.AttachedLink
	for i, place := range places {
		at := userProbe{path: file.Path, offset: place.Offset, pid: target.pid, semaphore: place.Semaphore}
		if at.cookie, err = specs.add(place.Arguments); err != nil {
			held.Close()
			return nil, err
		}
		attachment, proved, err := attachUserProbe(at, request, id)
		if err != nil {
			held.Close()
			if errno.Is(err, unix.EINVAL) && at.cookie != 0 {
				return nil, rpc.Refuse(rpc.Unsupported, err, "Programs that read arguments of tracepoints need Linux 5.15.")
			}
			return nil, err
		}
		held.add(attachment)
		if i == 0 {
			link = proved
		}
	}
	link.Kind, link.Target = "usdt", file.Path+":"+target.place
	link.Detail = usdtDetail(target, places, specs)
	return &Attached{Closer: held, Link: link}, nil
}

func usdtDetail(target userTarget, places []executable.Tracepoint, specs *usdtSpecs) string {
	details := []string{fmt.Sprintf("%d place(s)", len(places))}
	if text := places[0].Arguments; text != "" {
		details = append(details, "arguments "+text)
	}
	for _, problem := range specs.problems {
		details = append(details, "argument "+problem)
	}
	if target.pid != 0 {
		details = append(details, fmt.Sprintf("process %d only", target.pid))
	}
	return strings.Join(details, "; ")
}

func noUsdt(file *executable.File, wanted string) error {
	known := file.TracepointNames()
	if len(known) == 0 {
		return rpc.Refuse(rpc.NoSuchTarget, unix.ENOENT, fmt.Sprintf(
			"%s has no user statically defined tracepoints (no section .note.stapsdt).", file.Path))
	}
	sentence := fmt.Sprintf("There is no tracepoint %q in %s; it is written as provider:name.", wanted, file.Path)
	if near := candidates.Near(wanted, known, 3); len(near) > 0 {
		sentence += " Did you mean " + strings.Join(near, ", ") + "?"
	}
	return rpc.Refuse(rpc.NoSuchTarget, unix.ENOENT, sentence)
}
