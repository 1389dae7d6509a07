package attach

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"unsafe"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/candidates"
	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/executable"
	"github.com/ebpf-workbench/agent/rpc"
	"github.com/ebpf-workbench/agent/section"
)

// kprobeMulti attaches `kprobe.multi/pattern`, `kretprobe.multi/…` and `kprobe.session/…` to every function that the
// pattern means, by one link.
func kprobeMulti(request Request, id uint32) (*Attached, error) {
	kind := request.Section.Kind
	pattern, err := request.target("kprobe", strings.TrimPrefix(request.Section.Name, "?")+"/tcp_*")
	if err != nil {
		return nil, err
	}
	// Without tracefs the list comes from elsewhere.
	fs, _ := request.Tracefs()
	known, err := candidates.ProbedFunctions(fs)
	if err != nil {
		return nil, rpc.Refuse(rpc.Other, err, err.Error())
	}
	functions := slices.DeleteFunc(slices.Clone(known), func(name string) bool { return !executable.Match(pattern, name) })
	if len(functions) == 0 {
		return nil, rpc.Refuse(rpc.NoSuchTarget, unix.ENOENT, candidates.NotFound("function", pattern, known))
	}
	options := link.KprobeMultiOptions{Symbols: functions, Session: kind == section.KprobeSession}
	place := link.KprobeMulti
	if kind == section.KretprobeMulti {
		place = link.KretprobeMulti
	}
	made, err := place(request.Program, options)
	if err != nil {
		return nil, refuseKprobeMulti(err, request.Section, len(functions))
	}
	return proveMulti(made, request, id, pattern, len(functions), functions)
}

func refuseKprobeMulti(err error, where section.Section, functions int) error {
	first := "5.18"
	if where.Kind == section.KprobeSession {
		first = "6.10"
	}
	switch {
	case errors.Is(err, ebpf.ErrNotSupported), errno.Is(err, errno.ENOTSUPP, unix.EOPNOTSUPP):
		return rpc.Refuse(rpc.Unsupported, err, fmt.Sprintf(
			"This kernel cannot attach %s: that needs Linux %s, built with CONFIG_FPROBE.", where.Name, first))
	case errno.Is(err, unix.E2BIG):
		return rpc.Refuse(rpc.Other, err, fmt.Sprintf("%d functions are too many for one link (E2BIG).", functions))
	}
	return refuse(err, fmt.Sprintf("Attaching %s to %d functions", where.Name, functions))
}

// uprobeMulti attaches `uprobe.multi/binary:pattern`, `uretprobe.multi/…` and `uprobe.session/…`.
func uprobeMulti(request Request, id uint32) (*Attached, error) {
	target, err := request.userTarget("symbol", strings.TrimPrefix(request.Section.Name, "?")+"//usr/bin/bash:read*")
	if err != nil {
		return nil, err
	}
	found := target.file.Lookup(target.place)
	if !executable.IsPattern(target.place) && len(found) == 0 {
		place, err := onePlace(target.file, target.place, request.Section.Kind != section.UprobeMulti)
		if err != nil {
			return nil, err
		}
		found = []executable.Symbol{{Name: place.name, Offset: place.offset}}
	}
	// A chosen function's calls go elsewhere.
	found = slices.DeleteFunc(found, func(s executable.Symbol) bool { return s.Chosen })
	if len(found) == 0 {
		return nil, noSymbol(target.file, target.place)
	}
	offsets := make([]uint64, 0, len(found))
	names := make([]string, 0, len(found))
	for _, symbol := range found {
		offsets, names = append(offsets, symbol.Offset), append(names, symbol.Readable())
	}
	made, err := linkUprobes(target, offsets, request)
	if err != nil {
		return nil, refuseUprobeMulti(err, request.Section, target)
	}
	attached, err := proveMulti(made, request, id, target.file.Path+":"+target.place, len(found), names)
	if err == nil && target.file.IsGo && request.Section.Kind != section.UprobeMulti {
		attached.Link.Detail += "; Go moves its stacks: a return probe in a Go function can crash the program"
	}
	return attached, err
}

func refuseUprobeMulti(err error, where section.Section, target userTarget) error {
	switch {
	case errno.Is(err, unix.ESRCH):
		return rpc.Refuse(rpc.NoSuchTarget, err, fmt.Sprintf("There is no process %d.", target.pid))
	case errno.Is(err, unix.EINVAL, unix.EOPNOTSUPP, errno.ENOTSUPP):
		first := "6.6"
		if where.Kind == section.UprobeSession {
			first = "6.13"
		}
		return rpc.Refuse(rpc.Unsupported, err, fmt.Sprintf(
			"The kernel refused %s: %s. That needs Linux %s.", where.Name, errno.Text(err), first))
	}
	return refuse(err, "Attaching "+where.Name)
}

// linkUprobes makes the link; the struct is the uprobe_multi member of link_create.
func linkUprobes(target userTarget, offsets []uint64, request Request) (link.Link, error) {
	path, err := unix.BytePtrFromString(target.file.Path)
	if err != nil {
		return nil, err
	}
	attr := struct {
		linkHead
		path                       unsafe.Pointer
		offsets                    unsafe.Pointer
		semaphores, cookies        unsafe.Pointer
		count, flags, pid, padding uint32
	}{
		linkHead: linkHead{program: uint32(request.Program.FD()), attachType: attachTraceUprobeMulti},
		path:     unsafe.Pointer(path), offsets: unsafe.Pointer(&offsets[0]),
		count: uint32(len(offsets)), pid: uint32(target.pid),
	}
	switch request.Section.Kind {
	case section.UretprobeMulti:
		attr.flags = 1 // BPF_F_UPROBE_MULTI_RETURN
	case section.UprobeSession:
		attr.attachType = attachTraceUprobeSession
	}
	made, err := createLink(unsafe.Pointer(&attr), unsafe.Sizeof(attr))
	runtime.KeepAlive(request.Program)
	return made, err
}

var multiKinds = map[section.Kind]string{
	section.KprobeMulti: "kprobeMulti", section.KretprobeMulti: "kretprobeMulti", section.KprobeSession: "kprobeSession",
	section.UprobeMulti: "uprobeMulti", section.UretprobeMulti: "uretprobeMulti", section.UprobeSession: "uprobeSession",
}

// proveMulti compares the number of places with the link's, which kernels tell since 6.6. It owns made.
func proveMulti(made link.Link, request Request, id uint32, target string, count int, names []string) (*Attached, error) {
	info, err := made.Info()
	if err != nil {
		return nil, notProved(made, err, "Reading the link back: "+errno.Text(err))
	}
	if uint32(info.Program) != id {
		return nil, notProved(made, nil, fmt.Sprintf("The link holds program %d, not %d.", info.Program, id))
	}
	seen := uint32(0)
	if now := info.KprobeMulti(); now != nil {
		seen = now.Count
	}
	if now := info.UprobeMulti(); now != nil {
		seen = now.Count
	}
	if seen != 0 && int(seen) != count {
		return nil, notProved(made, nil, fmt.Sprintf("The link is on %d functions, not on %d.", seen, count))
	}
	detail := fmt.Sprintf("%d functions: %s", count, strings.Join(names[:min(len(names), 4)], ", "))
	if count == 1 {
		detail = "1 function: " + names[0]
	}
	if count > 4 {
		detail += ", …"
	}
	return &Attached{Closer: made, Link: rpc.AttachedLink{
		Kind: multiKinds[request.Section.Kind], Target: target, Detail: detail, Proof: "linkInfo", ID: uint32(info.ID),
	}}, nil
}
