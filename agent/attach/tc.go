package attach

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"
	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/leftover"
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

// clsact attaches by a filter in direct-action mode, in which the program's return value is the verdict.
func clsact(request Request, id uint32, device netlink.Link, direction string, priority uint16) (*Attached, error) {
	index, parent := device.Attrs().Index, uint32(leftover.Ingress)
	if direction == "egress" {
		parent = leftover.Egress
	}
	if err := makeClsact(request, device); err != nil {
		return nil, err
	}
	if priority == 0 {
		priority = leftover.FreePriority(device, parent)
	}
	filter := &leftover.Filter{Index: index, Parent: parent, Priority: priority, Program: id}
	if there, err := filter.Find(); err == nil && there != nil {
		return nil, rpc.Refuse(rpc.Busy, nil, fmt.Sprintf(
			"%s is at %s of %s with priority %d already.", request.Name, direction, device.Attrs().Name, priority))
	}
	entry, err := request.Leftovers.Add(leftover.Leftover{Filter: filter})
	if err != nil {
		return nil, refuse(err, "Attaching by a tc filter, which outlives its maker")
	}
	closer := inOrder(func() error { return request.Leftovers.Remove(entry) })
	err = netlink.FilterAdd(&netlink.BpfFilter{
		FilterAttrs: netlink.FilterAttrs{LinkIndex: index, Parent: parent, Priority: priority, Protocol: unix.ETH_P_ALL},
		Fd:          request.Program.FD(), Name: request.Name, DirectAction: true,
	})
	if err != nil {
		_ = request.Leftovers.Forget(entry)
		if errno.Is(err, unix.EEXIST, unix.EINVAL) {
			return nil, rpc.Refuse(rpc.Busy, err, fmt.Sprintf(
				"A filter of another kind has priority %d at %s of %s.", priority, direction, device.Attrs().Name))
		}
		if errno.Is(err, unix.ENOENT) {
			return nil, rpc.Refuse(rpc.Unsupported, err, "The kernel has no BPF filters (CONFIG_NET_CLS_BPF): "+errno.Text(err))
		}
		return nil, refuse(err, fmt.Sprintf("Adding a filter to %s of %s", direction, device.Attrs().Name))
	}
	seen, err := filter.Find()
	if err != nil || seen == nil || !seen.DirectAction {
		return nil, notProved(closer, err, fmt.Sprintf(
			"The filters on %s of %s do not show program %d as it was added: %+v.", direction, device.Attrs().Name, id, seen))
	}
	return &Attached{Closer: closer, Link: rpc.AttachedLink{
		Kind: "tc", Target: device.Attrs().Name + " " + direction, Proof: "query",
		Detail: fmt.Sprintf("clsact filter, priority %d, handle %#x", seen.Priority, seen.Handle),
	}, Gone: func() string {
		if gone := deviceGone(device)(); gone != "" {
			return gone
		}
		if now, err := filter.Find(); err == nil && now == nil {
			return fmt.Sprintf("Somebody removed the filter from %s.", device.Attrs().Name)
		}
		return ""
	}}, nil
}

// makeClsact sees to the queueing discipline that filters are put on. One that was there before stays.
func makeClsact(request Request, device netlink.Link) error {
	name := device.Attrs().Name
	if present, err := netlink.QdiscList(device); err == nil {
		for _, each := range present {
			switch each.Type() {
			case "clsact":
				return nil
			case "ingress":
				return rpc.Refuse(rpc.Busy, nil, fmt.Sprintf(
					"%s has an ingress queueing discipline, in whose place clsact would be. `tc qdisc del dev %s ingress` "+
						"removes it, with its filters.", name, name))
			}
		}
	}
	entry, err := request.Leftovers.Add(leftover.Leftover{Qdisc: &leftover.Qdisc{Index: device.Attrs().Index}})
	if err != nil {
		return refuse(err, "Making a clsact, which outlives its maker")
	}
	if err := netlink.QdiscAdd(leftover.NewClsact(device.Attrs().Index)); err != nil {
		_ = request.Leftovers.Forget(entry)
		if errno.Is(err, unix.ENOENT) {
			return rpc.Refuse(rpc.Unsupported, err, "The kernel has neither tcx (Linux 6.6) nor clsact (CONFIG_NET_SCH_INGRESS).")
		}
		return refuse(err, "Making a clsact on "+name)
	}
	return nil
}
