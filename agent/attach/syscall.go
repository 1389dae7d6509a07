package attach

import (
	"fmt"

	"github.com/cilium/ebpf"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/rpc"
)

// contextSizes are tried from the smallest on: the kernel refuses, without running the program, a context that is
// shorter than what the program reads of it. The most that it takes is 65535 bytes.
var contextSizes = []int{0, 64, 512, 4096, 65535}

// runOnce runs a `syscall` program once with a context of zeroes. It is attached to nothing.
func runOnce(request Request, _ uint32) (*Attached, error) {
	if _, _, err := parseOptions(request.Target); err != nil {
		return nil, err
	}
	for _, size := range contextSizes {
		options := &ebpf.RunOptions{}
		if size > 0 {
			options.Context = make([]byte, size)
		}
		returned, err := request.Program.Run(options)
		if errno.Is(err, unix.EINVAL) {
			continue
		}
		if err != nil {
			return nil, refuse(err, "Running "+request.Name)
		}
		detail := fmt.Sprintf("returned %d", int32(returned))
		if size > 0 {
			detail += fmt.Sprintf(", with a context of %d bytes, all zero", size)
		}
		return &Attached{Closer: nothing{}, Link: rpc.AttachedLink{
			Kind: "syscall", Target: "ran once", Detail: detail, Proof: "ran",
		}}, nil
	}
	return nil, rpc.Refuse(rpc.Unsupported, unix.EINVAL, "The kernel did not run the program: EINVAL.")
}

// nothing is what a program that ran leaves to be closed.
type nothing struct{}

func (nothing) Close() error { return nil }
