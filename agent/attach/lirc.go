package attach

import (
	"errors"
	"fmt"
	"os"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/candidates"
	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/leftover"
	"github.com/ebpf-workbench/agent/rpc"
)

// lirc attaches to an infrared receiver, `/dev/lirc0`, which keeps the program until it is taken off.
func lirc(request Request, id uint32) (*Attached, error) {
	path, _, err := parseOptions(request.Target)
	if err != nil {
		return nil, err
	}
	present, err := candidates.Lirc()
	if err == nil && len(present) == 0 {
		return nil, rpc.Refuse(rpc.NoSuchTarget, unix.ENODEV,
			"This machine has no infrared receiver (/dev/lirc0), or its kernel no drivers for one.")
	}
	if path == "" {
		return nil, rpc.Need("lirc", fmt.Sprintf("The program %s needs an infrared receiver, /dev/lirc0 for example.", request.Name))
	}
	receiver, err := os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK, 0)
	if errors.Is(err, os.ErrNotExist) {
		names := []string{}
		for _, each := range present {
			names = append(names, each.Name)
		}
		return nil, rpc.Refuse(rpc.NoSuchTarget, err, candidates.NotFound("infrared receiver", path, names))
	}
	if err != nil {
		return nil, refuse(err, "Opening "+path)
	}
	defer receiver.Close()
	entry, err := request.Leftovers.Add(leftover.Leftover{Lirc: &leftover.Lirc{Path: path, Program: id}})
	if err != nil {
		return nil, refuse(err, "Attaching to a device, which outlives its maker")
	}
	closer := inOrder(func() error { return request.Leftovers.Remove(entry) })
	err = link.RawAttachProgram(link.RawAttachProgramOptions{
		Target: int(receiver.Fd()), Program: request.Program, Attach: ebpf.AttachLircMode2,
	})
	if err != nil {
		_ = request.Leftovers.Forget(entry)
		return nil, refuse(err, fmt.Sprintf("Attaching to %s, which must be a receiver of raw signals", path))
	}
	all, err := link.QueryPrograms(link.QueryOptions{Target: int(receiver.Fd()), Attach: ebpf.AttachLircMode2})
	if err != nil {
		return nil, notProved(closer, err, "Asking the receiver: "+errno.Text(err))
	}
	for _, each := range all.Programs {
		if uint32(each.ID) == id {
			return &Attached{Closer: closer, Link: rpc.AttachedLink{Kind: "lirc", Target: path, Proof: "query"}, Gone: func() string {
				if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
					return fmt.Sprintf("The receiver %s is gone.", path)
				}
				return ""
			}}, nil
		}
	}
	return nil, notProved(closer, nil, fmt.Sprintf("The receiver shows %+v, not program %d.", all.Programs, id))
}
