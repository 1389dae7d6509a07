package attach

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/rpc"
	"github.com/ebpf-workbench/agent/section"
)

// The perf PMU for uprobes (Linux 4.17).
const uprobePMU = "/sys/bus/event_source/devices/uprobe"

// userProbe is one place that a uprobe goes to.
type userProbe struct {
	path     string
	offset   uint64
	isReturn bool
	pid      int
	// semaphore is the offset of a counter that the kernel raises while the probe is there.
	semaphore uint64
	// cookie is what bpf_get_attach_cookie returns.
	cookie uint64
}

// uprobe attaches `uprobe/binary:function[+offset]`, `binary:0xADDRESS` and `uretprobe/…`.
func uprobe(request Request, id uint32) (*Attached, error) {
	isReturn := request.Section.Kind == section.Uretprobe
	target, err := request.userTarget("symbol", strings.TrimSuffix(request.Section.Name, "/")+"//usr/bin/bash:readline")
	if err != nil {
		return nil, err
	}
	place, err := onePlace(target.file, target.place, isReturn)
	if err != nil {
		return nil, err
	}
	at := userProbe{path: target.file.Path, offset: place.offset, isReturn: isReturn, pid: target.pid}
	attachment, proved, err := attachUserProbe(at, request, id)
	if err != nil {
		return nil, err
	}
	kind := "uprobe"
	details := []string{fmt.Sprintf("at offset %#x of the file", place.offset)}
	if isReturn {
		kind = "uretprobe"
		if target.file.IsGo {
			details = append(details, "Go moves its stacks: a return probe in a Go function can crash the program")
		}
	}
	if target.pid != 0 {
		details = append(details, fmt.Sprintf("process %d only", target.pid))
	}
	if stale := staleProcesses(target.file.Path); stale != "" {
		details = append(details, stale)
	}
	proved.Kind, proved.Target, proved.Detail = kind, target.file.Path+":"+place.name, strings.Join(details, "; ")
	return &Attached{Closer: attachment, Link: proved}, nil
}

// attachUserProbe opens the event, attaches and proves.
func attachUserProbe(at userProbe, request Request, id uint32) (io.Closer, rpc.AttachedLink, error) {
	event, err := openUprobe(at)
	if err != nil {
		return nil, rpc.AttachedLink{}, refuseUprobe(err, at)
	}
	attachment, err := attachPerfCookie(event, request.Program, at.cookie)
	if err != nil {
		return nil, rpc.AttachedLink{}, refuse(err, fmt.Sprintf("Attaching to %s at %#x", at.path, at.offset))
	}
	kind := uint32(fdUprobe)
	if at.isReturn {
		kind = fdUretprobe
	}
	proved, _, err := attachment.prove(id, func(s perfState) bool {
		return s.kind == kind && s.name == at.path && s.offset == at.offset
	})
	return attachment, proved, err
}

func openUprobe(at userProbe) (*os.File, error) {
	kind, err := readNumber(uprobePMU+"/type", "")
	if err != nil {
		var refusal *rpc.Refusal
		if errors.As(err, &refusal) {
			refusal.Detail = "This kernel has no uprobes: they need Linux 4.17 or newer, built with CONFIG_UPROBE_EVENTS."
		}
		return nil, err
	}
	var config uint64
	if at.isReturn {
		bit, err := readNumber(uprobePMU+"/format/retprobe", "config:")
		if err != nil {
			return nil, err
		}
		config = 1 << bit
	}
	// config:32-63 (Linux 4.20)
	config |= at.semaphore << 32
	path, err := unix.BytePtrFromString(at.path)
	if err != nil {
		return nil, err
	}
	attr := &unix.PerfEventAttr{
		Type: uint32(kind), Config: config, Size: unix.PERF_ATTR_SIZE_VER1,
		Ext1: uint64(uintptr(unsafe.Pointer(path))), Ext2: at.offset,
	}
	pid, cpu := -1, 0
	if at.pid != 0 {
		pid, cpu = at.pid, -1
	}
	fd, err := unix.PerfEventOpen(attr, pid, cpu, -1, unix.PERF_FLAG_FD_CLOEXEC)
	runtime.KeepAlive(path)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), "uprobe"), nil
}

func refuseUprobe(err error, at userProbe) error {
	var refusal *rpc.Refusal
	switch {
	case errors.As(err, &refusal):
		return refusal
	case errors.Is(err, unix.ESRCH):
		return rpc.Refuse(rpc.NoSuchTarget, err, fmt.Sprintf("There is no process %d.", at.pid))
	case errors.Is(err, unix.EINVAL):
		return rpc.Refuse(rpc.Unsupported, err, fmt.Sprintf(
			"The kernel does not allow a probe in %s at %#x: EINVAL. The file system cannot have probes, or the kernel is "+
				"older than the tracepoint's counter needs (4.20).", at.path, at.offset))
	}
	return refuse(err, fmt.Sprintf("Placing a probe in %s at %#x", at.path, at.offset))
}
