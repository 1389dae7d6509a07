package attach

import (
	"errors"
	"fmt"
	"os"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/rpc"
)

// perfAttachment is a program on a perf event: by a BPF link (Linux 5.15), or by an ioctl on older kernels.
// Perf events are opened here and not by cilium/ebpf, because the proof needs their descriptor, the answer needs
// their error number, and a private tracefs is where cilium/ebpf does not look.
type perfAttachment struct {
	event *os.File
	// link is nil when the attachment is by ioctl.
	link link.Link
	// program's descriptor.
	program int
}

func (a *perfAttachment) Close() error {
	var linkErr error
	if a.link != nil {
		linkErr = a.link.Close()
	}
	return errors.Join(linkErr, a.event.Close())
}

// openPerfEvent opens an event for all tasks. Probe events fire on every CPU whichever one is named here.
func openPerfEvent(attr *unix.PerfEventAttr) (*os.File, error) {
	fd, err := unix.PerfEventOpen(attr, -1, 0, -1, unix.PERF_FLAG_FD_CLOEXEC)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), "perf event"), nil
}

// attachPerf owns event from here on.
func attachPerf(event *os.File, program *ebpf.Program) (*perfAttachment, error) {
	return attachPerfCookie(event, program, 0)
}

// attachPerfCookie is attachPerf with a value that the program can ask for (Linux 5.15).
func attachPerfCookie(event *os.File, program *ebpf.Program, cookie uint64) (*perfAttachment, error) {
	made, err := linkPerfEvent(event, program, cookie)
	if err == nil {
		return &perfAttachment{event: event, link: made, program: program.FD()}, nil
	}
	if cookie != 0 {
		event.Close()
		return nil, err
	}
	// Kernels before 5.15 know no such link and say EINVAL, as they do for other mistakes; the ioctl's own error
	// is then the true one.
	if errno.Is(err, unix.EINVAL) || errors.Is(err, ebpf.ErrNotSupported) {
		return attachByIoctl(event, program)
	}
	event.Close()
	return nil, err
}

func attachByIoctl(event *os.File, program *ebpf.Program) (*perfAttachment, error) {
	if err := unix.IoctlSetInt(int(event.Fd()), unix.PERF_EVENT_IOC_SET_BPF, program.FD()); err != nil {
		event.Close()
		return nil, err
	}
	if err := unix.IoctlSetInt(int(event.Fd()), unix.PERF_EVENT_IOC_ENABLE, 0); err != nil {
		event.Close()
		return nil, err
	}
	return &perfAttachment{event: event, program: program.FD()}, nil
}

// prove asks the kernel which program sits on which event, and compares with what was meant. It returns what is
// attached to, in the kernel's words.
func (a *perfAttachment) prove(programID uint32, meant func(perfState) bool) (rpc.AttachedLink, string, error) {
	proved := rpc.AttachedLink{Proof: "perfEvent"}
	if a.link != nil {
		info, err := a.link.Info()
		if err != nil {
			return proved, "", notProved(a, err, "Reading the link back: "+errno.Text(err))
		}
		if uint32(info.Program) != programID {
			return proved, "", notProved(a, nil, fmt.Sprintf("The link holds program %d, not %d.", info.Program, programID))
		}
		proved.Proof, proved.ID = "linkInfo", uint32(info.ID)
	}
	state, err := queryPerf(a.event)
	if err != nil {
		return proved, "", notProved(a, err, "Asking what is attached to the perf event: "+errno.Text(err))
	}
	if state.programID != programID {
		return proved, "", notProved(a, nil, fmt.Sprintf("The perf event runs program %d, not %d.", state.programID, programID))
	}
	if !meant(state) {
		return proved, "", notProved(a, nil, fmt.Sprintf("The perf event belongs to %s.", state))
	}
	return proved, state.name, nil
}
