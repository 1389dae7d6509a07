package attach

import (
	"errors"
	"fmt"
	"os"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/candidates"
	"github.com/ebpf-workbench/agent/rpc"
)

// device finds the network interface that a program is to run on.
func (r Request) device(name string) (netlink.Link, error) {
	if name == "" {
		return nil, rpc.Need("interface", fmt.Sprintf("The program %s needs a network interface to run on.", r.Name))
	}
	found, err := netlink.LinkByName(name)
	var missing netlink.LinkNotFoundError
	if errors.As(err, &missing) {
		known, _ := candidates.InterfaceNames()
		return nil, rpc.Refuse(rpc.NoSuchTarget, unix.ENODEV, candidates.NotFound("network interface", name, known))
	}
	if err != nil {
		return nil, refuse(err, "Looking for the network interface "+name)
	}
	return found, nil
}

// sparesOwnConnection refuses an interface that carries the connection which this agent is spoken to over, unless the
// person agreed to a guard.
func (r Request) sparesOwnConnection(device netlink.Link) error {
	if r.Guarded || !candidates.OwnInterfaces()[device.Attrs().Index] {
		return nil
	}
	return rpc.Refuse(rpc.OwnConnection, nil, fmt.Sprintf(
		"The interface %s carries the SSH connection to this machine. A mistake in %s can cut it; attach it with a guard, "+
			"which detaches it again unless you confirm that the connection still works.", device.Attrs().Name, r.Name))
}

// deviceGone says that an interface went away.
func deviceGone(device netlink.Link) func() string {
	name, index := device.Attrs().Name, device.Attrs().Index
	return func() string {
		_, err := netlink.LinkByIndex(index)
		var missing netlink.LinkNotFoundError
		if !errors.As(err, &missing) {
			return ""
		}
		return fmt.Sprintf("The network interface %s is gone.", name)
	}
}

// closers closes several things in order, and once.
type closers struct {
	steps []func() error
}

func inOrder(steps ...func() error) *closers { return &closers{steps} }

func (c *closers) Close() error {
	steps := c.steps
	c.steps = nil
	var failed error
	for _, each := range steps {
		failed = errors.Join(failed, each())
	}
	return failed
}

// ownNamespace is the network namespace of the calling thread, which is the agent's.
const ownNamespace = "/proc/thread-self/ns/net"

// inode tells a file's, 0 when there is none.
func inode(file *os.File) uint64 {
	var stat unix.Stat_t
	if err := unix.Fstat(int(file.Fd()), &stat); err != nil {
		return 0
	}
	return stat.Ino
}
