package host

import (
	"fmt"
	"maps"
	"slices"

	"github.com/vishvananda/netlink"

	"github.com/ebpf-workbench/agent/kernel"
	"github.com/ebpf-workbench/agent/rpc"
)

// xdp lists the programs that were put on interfaces by netlink. An interface shows its link's program in the same way.
func (v *view) xdp(links []linkRow) []rpc.HostAttachment {
	type onInterface struct{ index, program uint32 }
	linked := make(map[onInterface]bool)
	for _, row := range links {
		if row.info.Type == xdpLink {
			linked[onInterface{row.info.Word(0), row.info.Program}] = true
		}
	}
	var rows []rpc.HostAttachment
	for _, index := range slices.Sorted(maps.Keys(v.devices)) {
		device := v.devices[index]
		if device.xdp == 0 || linked[onInterface{index, device.xdp}] {
			continue
		}
		row := v.bare(fmt.Sprintf("xdp:%d", index), "xdp", device.xdp)
		row.Target = device.name
		rows = append(rows, row)
	}
	return rows
}

// filters lists the classic tc filters that run programs. Shared blocks are not looked into.
func (v *view) filters() []rpc.HostAttachment {
	var rows []rpc.HostAttachment
	disciplines, _ := kernel.QdiscsOf(nil)
	for _, discipline := range disciplines {
		about := discipline.Attrs()
		device := &netlink.Device{LinkAttrs: netlink.LinkAttrs{Index: about.LinkIndex}}
		for _, parent := range parentsOf(discipline) {
			filters, _ := kernel.FiltersOf(device, parent)
			for _, filter := range filters {
				if classifier, ok := filter.(*netlink.BpfFilter); ok {
					rows = append(rows, v.filter(classifier))
				}
			}
		}
	}
	return rows
}

func (v *view) filter(f *netlink.BpfFilter) rpc.HostAttachment {
	handle := fmt.Sprintf("tc:%d:%x:%d:%x", f.LinkIndex, f.Parent, f.Priority, f.Handle)
	row := v.bare(handle, "tc", uint32(f.Id))
	side := map[uint32]string{netlink.HANDLE_MIN_INGRESS: "ingress", netlink.HANDLE_MIN_EGRESS: "egress"}[f.Parent]
	if side == "" {
		side = "class " + netlink.HandleStr(f.Parent)
	}
	row.Target = v.devices[uint32(f.LinkIndex)].name + " " + side
	return row
}

// parentsOf are the places that filters of a queueing discipline hang on.
func parentsOf(discipline netlink.Qdisc) []uint32 {
	switch discipline.Type() {
	case "clsact":
		return []uint32{netlink.HANDLE_MIN_INGRESS, netlink.HANDLE_MIN_EGRESS}
	case "ingress":
		return []uint32{netlink.HANDLE_MIN_INGRESS}
	}
	if handle := discipline.Attrs().Handle; handle != 0 {
		return []uint32{handle}
	}
	return nil
}
