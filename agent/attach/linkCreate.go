package attach

import (
	"os"
	"unsafe"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"
	"golang.org/x/sys/unix"
)

// The calls below are made by hand because cilium/ebpf does not offer them: links on our own perf events with a
// cookie, iterators over a process or control group, sessions of uprobes. Each struct is the link_create member of
// union bpf_attr with the part that its kind has.

type linkHead struct {
	program, target, attachType, flags uint32
}

const (
	attachTraceIter          = 28
	attachPerfEvent          = 41
	attachTraceUprobeMulti   = 48
	attachTraceUprobeSession = 57
)

// linkPerfEvent makes a link of a perf event (Linux 5.15).
func linkPerfEvent(event *os.File, program *ebpf.Program, cookie uint64) (link.Link, error) {
	attr := struct {
		linkHead
		cookie uint64
	}{linkHead{program: uint32(program.FD()), target: uint32(event.Fd()), attachType: attachPerfEvent}, cookie}
	return createLink(unsafe.Pointer(&attr), unsafe.Sizeof(attr))
}

func createLink(attr unsafe.Pointer, size uintptr) (link.Link, error) {
	fd, _, failed := unix.Syscall(unix.SYS_BPF, unix.BPF_LINK_CREATE, uintptr(attr), size)
	if failed != 0 {
		return nil, failed
	}
	return link.NewFromFD(int(fd))
}
