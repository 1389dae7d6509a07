package host

import (
	"errors"
	"fmt"
	"os"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"
	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/kernel"
	"github.com/ebpf-workbench/agent/rpc"
)

func detachXDP(index int) *rpc.HostChange {
	device, err := netlink.LinkByIndex(index)
	var missing netlink.LinkNotFoundError
	if errors.As(err, &missing) {
		return goneAlready("The interface")
	}
	if err != nil {
		return failed(err, "Looking for the interface")
	}
	if now := device.Attrs().Xdp; now == nil || !now.Attached {
		return goneAlready("The program")
	}
	err = netlink.LinkSetXdpFd(device, -1)
	if errno.Is(err, unix.EBUSY) {
		return failed(err, "By now the interface has a program by a link, which is taken off as such")
	}
	if err != nil {
		return failed(err, "Taking the program off "+device.Attrs().Name)
	}
	return &rpc.HostChange{Done: true}
}

func detachFilter(index int, parent uint32, priority uint16, handle uint32) *rpc.HostChange {
	device := &netlink.Device{LinkAttrs: netlink.LinkAttrs{Index: index}}
	filters, err := kernel.FiltersOf(device, parent)
	// Without the interface or its queueing discipline there are no filters.
	if err != nil && !errno.Is(err, unix.ENODEV, unix.ENOENT, unix.EINVAL) {
		return failed(err, "Looking for the filter")
	}
	for _, filter := range filters {
		classifier, ok := filter.(*netlink.BpfFilter)
		if !ok || classifier.Priority != priority || classifier.Handle != handle {
			continue
		}
		if err := netlink.FilterDel(classifier); err != nil && !errno.Is(err, unix.ENOENT, unix.ENODEV) {
			return failed(err, "Removing the filter")
		}
		return &rpc.HostChange{Done: true}
	}
	return goneAlready("The filter")
}

func detachFromGroup(group uint64, attach, program uint32) *rpc.HostChange {
	groups := openCgroups()
	defer groups.close()
	folder, err := groups.open(group)
	if errno.Is(err, unix.ESTALE) {
		return goneAlready("The control group")
	}
	if err != nil {
		return failed(err, "Opening the control group")
	}
	defer unix.Close(folder)
	return detachProgram(folder, attach, program)
}

func detachFromMap(id, attach, program uint32) *rpc.HostChange {
	fd, err := kernel.OpenMap(id)
	if isGone(err) {
		return goneAlready("The map")
	}
	if err != nil {
		return failed(err, "Opening the map")
	}
	defer unix.Close(fd)
	return detachProgram(fd, attach, program)
}

// detachFromNamespace means this process's network namespace: the kernel takes no other, and no descriptor.
func detachFromNamespace(attach, program uint32) *rpc.HostChange {
	return detachProgram(0, attach, program)
}

// detachProgram undoes a BPF_PROG_ATTACH.
func detachProgram(target int, attach, id uint32) *rpc.HostChange {
	program, err := ebpf.NewProgramFromID(ebpf.ProgramID(id))
	if errors.Is(err, os.ErrNotExist) {
		return goneAlready("The program")
	}
	if err != nil {
		return failed(err, fmt.Sprintf("Opening program %d", id))
	}
	defer program.Close()
	err = link.RawDetachProgram(link.RawDetachProgramOptions{
		Target: target, Program: program, Attach: ebpf.AttachType(attach),
	})
	if errno.Is(err, unix.ENOENT) {
		return goneAlready("The program")
	}
	if err != nil {
		return failed(err, "Taking the program off")
	}
	return &rpc.HostChange{Done: true}
}
