package attach

import (
	"errors"
	"fmt"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"
	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/rpc"
)

// xdpModes names IFLA_XDP_ATTACHED. An interface with programs in several modes says 4 and is not proof of one.
var xdpModes = map[uint32]string{1: "native", 2: "generic"}

var xdpOptions = []string{"mode"}

// xdp attaches to an interface: in its driver where that can, else at the generic hook, which any interface has; or
// only where the option `mode` says. Only BPF links are used, as they go away with the agent; attachments by netlink
// would stay.
func xdp(request Request, id uint32) (*Attached, error) {
	name, options, err := parseOptions(request.Target, xdpOptions...)
	if err != nil {
		return nil, err
	}
	mode := options["mode"]
	if mode != "" && mode != "native" && mode != "generic" {
		return nil, wrongOption(fmt.Sprintf("The mode is native or generic, not %q.", mode), xdpOptions)
	}
	device, err := request.device(name)
	if err != nil {
		return nil, err
	}
	if err := request.sparesOwnConnection(device); err != nil {
		return nil, err
	}

	index := device.Attrs().Index
	reason := "It was asked for."
	if mode != "generic" {
		attached, err := link.AttachXDP(link.XDPOptions{Program: request.Program, Interface: index, Flags: link.XDPDriverMode})
		if err == nil {
			return proveXDP(attached, index, id, "")
		}
		if refusal := refuseXDP(err, device); refusal != nil {
			return nil, refusal
		}
		reason = whyNotNative(err, device, request.Program)
		if mode == "native" {
			refusal := refuse(err, "")
			refusal.Detail = reason
			return nil, refusal
		}
	}
	attached, err := link.AttachXDP(link.XDPOptions{Program: request.Program, Interface: index, Flags: link.XDPGenericMode})
	if err != nil {
		if refusal := refuseXDP(err, device); refusal != nil {
			return nil, refusal
		}
		return nil, refuse(err, fmt.Sprintf("Attaching to %s (%s; generic mode refused too)", name, reason))
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
	return &Attached{Closer: attached, Gone: deviceGone(device), Link: rpc.AttachedLink{
		Kind: "xdp", Target: device.Attrs().Name, Mode: xdpModes[now.AttachMode], ModeReason: reason,
		Proof: "linkInfo", ID: uint32(info.ID),
	}}, nil
}
