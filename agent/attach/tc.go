package attach

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"
	"github.com/vishvananda/netlink"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/rpc"
)

var tcOptions = []string{"direction", "order", "priority"}

// tc attaches a classifier to an interface, for what comes in or what goes out. Where the kernel has tcx (Linux 6.6)
// it is a link; else, and when a priority is asked for, which only those have, it is a clsact filter, which outlives
// its maker and is in the book for that reason.
func tc(request Request, id uint32) (*Attached, error) {
	name, options, err := parseOptions(request.Target, tcOptions...)
	if err != nil {
		return nil, err
	}
	direction, err := directionOf(request.Section.Name, options, tcOptions)
	if err != nil {
		return nil, err
	}
	anchor, err := anchorOf(options, tcOptions)
	if err != nil {
		return nil, err
	}
	priority, err := priorityOf(options)
	if err != nil {
		return nil, err
	}
	device, err := request.device(name)
	if err != nil {
		return nil, err
	}
	if err := request.sparesOwnConnection(device); err != nil {
		return nil, err
	}
	if priority != 0 {
		return clsact(request, id, device, direction, priority)
	}
	attach := map[string]ebpf.AttachType{"ingress": ebpf.AttachTCXIngress, "egress": ebpf.AttachTCXEgress}[direction]
	attached, err := link.AttachTCX(link.TCXOptions{
		Interface: device.Attrs().Index, Program: request.Program, Attach: attach, Anchor: anchor,
	})
	if errors.Is(err, ebpf.ErrNotSupported) {
		return clsact(request, id, device, direction, 0)
	}
	if err != nil {
		return nil, refuse(err, fmt.Sprintf("Attaching to %s of %s", direction, device.Attrs().Name))
	}
	return proveTCX(attached, device, direction, attach, id)
}

// directionOf is what the section says, or else the option `direction`, or else ingress.
func directionOf(section string, options map[string]string, known []string) (string, error) {
	asked := options["direction"]
	if asked != "" && asked != "ingress" && asked != "egress" {
		return "", wrongOption(fmt.Sprintf("The direction is ingress or egress, not %q.", asked), known)
	}
	for _, direction := range []string{"ingress", "egress"} {
		if !strings.Contains(section, direction) {
			continue
		}
		if asked != "" && asked != direction {
			return "", wrongOption(fmt.Sprintf("The section %q says %s, the option says %s.", section, direction, asked), known)
		}
		return direction, nil
	}
	if asked == "" {
		return "ingress", nil
	}
	return asked, nil
}

// anchorOf places a program among others on the same hook: `order=first` or `order=last`, which is the default.
func anchorOf(options map[string]string, known []string) (link.Anchor, error) {
	switch asked := options["order"]; asked {
	case "":
		return nil, nil
	case "first":
		return link.Head(), nil
	case "last":
		return link.Tail(), nil
	default:
		return nil, wrongOption(fmt.Sprintf("The order is first or last, not %q.", asked), known)
	}
}

func priorityOf(options map[string]string) (uint16, error) {
	text := options["priority"]
	if text == "" {
		return 0, nil
	}
	priority, err := strconv.ParseUint(text, 10, 16)
	if err != nil || priority == 0 {
		return 0, wrongOption(fmt.Sprintf("The priority is a number from 1, which comes first, to 65535, not %q.", text), tcOptions)
	}
	if options["order"] != "" {
		return 0, wrongOption("A priority and an order exclude each other.", tcOptions)
	}
	return uint16(priority), nil
}

// proveTCX reads the link back. It owns attached.
func proveTCX(attached link.Link, device netlink.Link, direction string, attach ebpf.AttachType, id uint32) (*Attached, error) {
	info, err := attached.Info()
	if err != nil {
		return nil, notProved(attached, err, "Reading the link back: "+errno.Text(err))
	}
	seen := info.TCX()
	if seen == nil || int(seen.Ifindex) != device.Attrs().Index || uint32(seen.AttachType) != uint32(attach) || uint32(info.Program) != id {
		return nil, notProved(attached, nil, fmt.Sprintf(
			"The link read back is of program %d on %+v, not of program %d on %s.", info.Program, seen, id, device.Attrs().Name))
	}
	return &Attached{Closer: attached, Gone: deviceGone(device), Link: rpc.AttachedLink{
		Kind: "tcx", Target: device.Attrs().Name + " " + direction, Detail: place(device, attach, id),
		Proof: "linkInfo", ID: uint32(info.ID),
	}}, nil
}

// place says where a program stands among others on the same hook of an interface; "" when it is alone.
func place(device netlink.Link, attach ebpf.AttachType, id uint32) string {
	all, err := link.QueryPrograms(link.QueryOptions{Target: device.Attrs().Index, Attach: attach})
	if err != nil || len(all.Programs) < 2 {
		return ""
	}
	for i, each := range all.Programs {
		if uint32(each.ID) == id {
			return fmt.Sprintf("program %d of %d on this hook", i+1, len(all.Programs))
		}
	}
	return ""
}
