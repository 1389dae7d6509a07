package host

import (
	"fmt"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/kernel"
	"github.com/ebpf-workbench/agent/pins"
	"github.com/ebpf-workbench/agent/rpc"
)

// linkNames are the kernel's own, by the numbers of enum bpf_link_type. Linux 6.18.
var linkNames = []string{
	"unspec", "raw_tracepoint", "tracing", "cgroup", "iter", "netns", "xdp", "perf_event", "kprobe_multi", "struct_ops",
	"netfilter", "tcx", "uprobe_multi", "netkit", "sockmap",
}

// The link types whose targets are told apart here.
const (
	rawTracepointLink = 1
	tracingLink       = 2
	cgroupLink        = 3
	iterLink          = 4
	netnsLink         = 5
	xdpLink           = 6
	perfEventLink     = 7
	kprobeMultiLink   = 8
	structOpsLink     = 9
	netfilterLink     = 10
	tcxLink           = 11
	uprobeMultiLink   = 12
	netkitLink        = 13
	sockmapLink       = 14
)

// linkRow is a link's row, and what the kernel told of it.
type linkRow struct {
	rpc.HostAttachment
	info *kernel.LinkInfo
}

// links lists all links; none on kernels before 5.8.
func (v *view) links() []linkRow {
	ids, err := kernel.LinkIDs()
	if err != nil {
		return nil
	}
	var rows []linkRow
	for _, id := range ids {
		// A link that is gone meanwhile is left out.
		if row, err := v.link(id); err == nil {
			rows = append(rows, *row)
		}
	}
	return rows
}

func (v *view) link(id uint32) (*linkRow, error) {
	fd, err := kernel.OpenLink(id)
	if err != nil {
		return nil, err
	}
	defer unix.Close(fd)
	info, err := kernel.InfoOfLink(fd)
	if err != nil {
		return nil, err
	}
	row := &linkRow{info: info, HostAttachment: rpc.HostAttachment{
		Handle: fmt.Sprintf("link:%d", id), Program: info.Program,
		Owners: v.owners.Link(id), Pins: pins.Paths(v.pins, "link", id),
	}}
	row.Kind, row.Target = v.describe(fd, info)
	if own, ours := v.ours.Links[id]; ours {
		row.Kind, row.Target, row.Ours = own.Kind, own.Target, true
	}
	return row, nil
}

// Describe names the kind of an open link and its target, as host/objects does.
func Describe(fd int) (kind, target string, err error) {
	info, err := kernel.InfoOfLink(fd)
	if err != nil {
		return "", "", err
	}
	groups := openCgroups()
	defer groups.close()
	kind, target = (&view{devices: devices(), groups: groups}).describe(fd, info)
	return kind, target, nil
}

func linkName(number uint32) string {
	if number < uint32(len(linkNames)) {
		return linkNames[number]
	}
	return fmt.Sprintf("link type %d", number)
}
