package attach

import (
	"bytes"
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The kinds of event in enum bpf_task_fd_type.
const (
	fdRawTracepoint = 0
	fdTracepoint    = 1
	fdKprobe        = 2
	fdKretprobe     = 3
	fdUprobe        = 4
	fdUretprobe     = 5
)

// perfState is what BPF_TASK_FD_QUERY (Linux 4.18) tells about a perf event with a program on it.
type perfState struct {
	programID uint32
	kind      uint32
	// name of the tracepoint or function; "" for a kprobe by address.
	name   string
	offset uint64
}

func (s perfState) String() string { return fmt.Sprintf("%q+%#x (kind %d)", s.name, s.offset, s.kind) }

// queryPerf is written by hand as neither cilium/ebpf nor x/sys offers the call. The struct is the task_fd_query
// member of union bpf_attr.
func queryPerf(event *os.File) (perfState, error) {
	name := make([]byte, 512)
	attr := struct {
		pid, fd, flags, nameLength uint32
		name                       unsafe.Pointer // Both architectures of the agent have 64-bit pointers.
		programID, kind            uint32
		offset, address            uint64
	}{
		pid: uint32(os.Getpid()), fd: uint32(event.Fd()), nameLength: uint32(len(name)),
		name: unsafe.Pointer(&name[0]),
	}
	_, _, failed := unix.Syscall(unix.SYS_BPF, unix.BPF_TASK_FD_QUERY,
		uintptr(unsafe.Pointer(&attr)), unsafe.Sizeof(attr))
	text, _, _ := bytes.Cut(name, []byte{0})
	if failed != 0 {
		return perfState{}, failed
	}
	return perfState{programID: attr.programID, kind: attr.kind, name: string(text), offset: attr.offset}, nil
}
