package leftover

import (
	"errors"
	"os"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
)

// Lirc is a program on an infrared receiver.
type Lirc struct {
	Path    string `json:"path"`
	Program uint32 `json:"program"`
}

func (l *Lirc) remove() error {
	receiver, err := os.OpenFile(l.Path, os.O_RDONLY|unix.O_NONBLOCK, 0)
	if errors.Is(err, os.ErrNotExist) || errno.Is(err, unix.ENODEV) {
		return nil
	}
	if err != nil {
		return err
	}
	defer receiver.Close()
	program, err := ebpf.NewProgramFromID(ebpf.ProgramID(l.Program))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer program.Close()
	err = link.RawDetachProgram(link.RawDetachProgramOptions{
		Target: int(receiver.Fd()), Program: program, Attach: ebpf.AttachLircMode2,
	})
	if errno.Is(err, unix.ENOENT) {
		return nil
	}
	return err
}
