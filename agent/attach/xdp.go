package attach

import (
	"errors"
	"fmt"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"
	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/candidates"
	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/rpc"
)

// xdpModes names IFLA_XDP_ATTACHED. An interface with programs in several modes says 4 and is not proof of one.
var xdpModes = map[uint32]string{1: "native", 2: "generic"}

// xdp attaches to an interface: in its driver where that can, else at the generic hook, which any interface has.
// Only BPF links are used, as they go away with the agent; attachments by netlink would stay.
func xdp(request Request, id uint32) (*Attached, error) {
	if request.Target == "" {
		return nil, rpc.Need("interface", fmt.Sprintf(
			"The program %s needs a network interface to run on.", request.Name))
	}
	device, err := netlink.LinkByName(request.Target)
	var missing netlink.LinkNotFoundError
	if errors.As(err, &missing) {
		known, _ := candidates.InterfaceNames()
		return nil, rpc.Refuse(rpc.NoSuchTarget, unix.ENODEV, candidates.NotFound("network interface", request.Target, known))
	}
	if err != nil {
		return nil, refuse(err, "Looking for the network interface "+request.Target)
	}

	index := device.Attrs().Index
	attached, err := link.AttachXDP(link.XDPOptions{Program: request.Program, Interface: index, Flags: link.XDPDriverMode})
	reason := ""
	if err != nil {
		if refusal := refuseXDP(err, device); refusal != nil {
			return nil, refusal
		}
		reason = whyNotNative(err, device)
		attached, err = link.AttachXDP(link.XDPOptions{Program: request.Program, Interface: index, Flags: link.XDPGenericMode})
		if err != nil {
			if refusal := refuseXDP(err, device); refusal != nil {
				return nil, refusal
			}
			return nil, refuse(err, fmt.Sprintf("Attaching to %s (%s; generic mode refused too)", request.Target, reason))
		}
	}
	return proveXDP(attached, index, id, reason)
}

// refuseXDP sorts out what no change of mode would help, and returns nil for the rest.
func refuseXDP(err error, device netlink.Link) *rpc.Refusal {
	name := device.Attrs().Name
	switch {
	case errno.Is(err, unix.EBUSY, unix.EEXIST):
		detail := fmt.Sprintf("%s has an XDP program already", name)
		if now := device.Attrs().Xdp; now != nil && now.ProgId != 0 {
			detail += fmt.Sprintf(" (program %d, %s)", now.ProgId, modeName(now.AttachMode))
		}
		return rpc.Refuse(rpc.Busy, err, detail+".")
	case errno.Is(err, unix.EPERM, unix.EACCES):
		return refuse(err, "Attaching to "+name)
	case errors.Is(err, ebpf.ErrNotSupported) && !errno.Is(err, unix.EOPNOTSUPP, errno.ENOTSUPP):
		return rpc.Refuse(rpc.Unsupported, err, "XDP links came with Linux 5.9; without them a program would outlive the run.")
	}
	return nil
}

func whyNotNative(err error, device netlink.Link) string {
	driver := candidates.Driver(device)
	if errno.Is(err, unix.EOPNOTSUPP, errno.ENOTSUPP) {
		return fmt.Sprintf("The driver %s has no native XDP (%s).", driver, errno.Name(err))
	}
	return fmt.Sprintf("The driver %s refused native XDP: %s.", driver, errno.Text(err))
}

func modeName(mode uint32) string {
	if name := xdpModes[mode]; name != "" {
		return name
	}
	return fmt.Sprintf("mode %d", mode)
}

// proveXDP reads the link back and asks the interface itself. It owns attached.
func proveXDP(attached link.Link, index int, id uint32, reason string) (*Attached, error) {
	info, err := attached.Info()
	if err != nil {
		return nil, notProved(attached, err, "Reading the link back: "+errno.Text(err))
	}
	seen := info.XDP()
	if seen == nil || int(seen.Ifindex) != index || uint32(info.Program) != id {
		return nil, notProved(attached, nil, fmt.Sprintf(
			"The link read back is of program %d on %+v, not of program %d on interface %d.", info.Program, seen, id, index))
	}
	device, err := netlink.LinkByIndex(index)
	if err != nil {
		return nil, notProved(attached, err, "Asking the interface: "+errno.Text(err))
	}
	now := device.Attrs().Xdp
	if now == nil || now.ProgId != id || xdpModes[now.AttachMode] == "" {
		return nil, notProved(attached, nil, fmt.Sprintf("The interface %s shows %+v.", device.Attrs().Name, now))
	}
	return &Attached{Closer: attached, Link: rpc.AttachedLink{
		Kind: "xdp", Target: device.Attrs().Name, Mode: xdpModes[now.AttachMode], ModeReason: reason,
		Proof: "linkInfo", ID: uint32(info.ID),
	}}, nil
}
