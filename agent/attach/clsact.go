package attach

import (
	"fmt"
	"slices"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/kernel"
	"github.com/ebpf-workbench/agent/leftover"
	"github.com/ebpf-workbench/agent/rpc"
)

// clsact attaches by a filter in direct-action mode, in which the program's return value is the verdict.
func clsact(request Request, id uint32, device netlink.Link, direction string, priority uint16) (*Attached, error) {
	index, parent := device.Attrs().Index, uint32(leftover.Ingress)
	if direction == "egress" {
		parent = leftover.Egress
	}
	leftover.RemoveStale(device)
	unique, err := leftover.Name(id, request.Name)
	if err != nil {
		return nil, refuse(err, "Naming the filter")
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
		Fd:          request.Program.FD(), Name: unique, DirectAction: true,
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
	present, err := kernel.QdiscsOf(device)
	if err != nil {
		return refuse(err, "Listing the queueing disciplines of "+name)
	}
	isThere := slices.ContainsFunc(present, func(each netlink.Qdisc) bool { return each.Type() == "clsact" })
	if isThere && !leftover.MadeByAgents(device) {
		return nil
	}
	if slices.ContainsFunc(present, func(each netlink.Qdisc) bool { return each.Type() == "ingress" }) {
		return rpc.Refuse(rpc.Busy, nil, fmt.Sprintf(
			"%s has an ingress queueing discipline, in whose place clsact would be. `tc qdisc del dev %s ingress` removes "+
				"it, with its filters.", name, name))
	}
	entry, err := request.Leftovers.Add(leftover.Leftover{Qdisc: &leftover.Qdisc{Index: device.Attrs().Index}})
	if err != nil {
		return refuse(err, "Making a clsact, which outlives its maker")
	}
	if isThere {
		return nil
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
