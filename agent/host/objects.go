// Package host looks at everything that is loaded on the machine, whoever loaded it: programs, maps, what they are
// attached to, who holds them, and where they are pinned. It also takes attachments off and pins away.
package host

import (
	"errors"
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/owners"
	"github.com/ebpf-workbench/agent/rpc"
)

// Ours are the ids of what this session holds, and its links with their targets.
type Ours struct {
	Programs, Maps map[uint32]bool
	Links          map[uint32]rpc.AttachedLink
}

// view is one look at the machine, which all rows are made from.
type view struct {
	ours   Ours
	owners *owners.Index
	pins   []rpc.HostPin
	// booted is when CLOCK_BOOTTIME was zero.
	booted time.Time
	// devices are this network namespace's, by index.
	devices map[uint32]device
	groups  *cgroups
}

// Objects lists everything but what was left running.
func Objects(ours Ours) (*rpc.HostObjects, error) {
	v, err := look(ours)
	if err != nil {
		return nil, err
	}
	defer v.groups.close()
	programs, err := v.programs()
	if err != nil {
		return nil, refused("programs", err)
	}
	maps, err := v.maps()
	if err != nil {
		return nil, refused("maps", err)
	}
	return &rpc.HostObjects{
		Programs: programs, Maps: maps, Attachments: v.attachments(programs, maps), Pins: v.pins, Left: []rpc.LeftRun{},
	}, nil
}

func look(ours Ours) (*view, error) {
	held, err := owners.Scan()
	if err != nil {
		return nil, fmt.Errorf("looking for the holders of BPF objects: %w", err)
	}
	pinned, err := allPins()
	if err != nil {
		return nil, fmt.Errorf("looking for pins: %w", err)
	}
	var since unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &since); err != nil {
		return nil, err
	}
	return &view{
		ours: ours, owners: held, pins: pinned, booted: time.Now().Add(-time.Duration(since.Nano())),
		devices: devices(), groups: openCgroups(),
	}, nil
}

func refused(what string, err error) error {
	if errno.Is(err, unix.EPERM) {
		return fmt.Errorf("the kernel does not let the machine's %s be listed, which takes CAP_SYS_ADMIN: EPERM", what)
	}
	return fmt.Errorf("listing the machine's %s: %w", what, err)
}

// isGone tells that an object ended between two calls.
func isGone(err error) bool { return errors.Is(err, unix.ENOENT) }
