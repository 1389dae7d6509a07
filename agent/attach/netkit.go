package attach

import (
	"errors"
	"fmt"
	"strings"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"

	"github.com/ebpf-workbench/agent/candidates"
	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/rpc"
)

// netkit attaches to one side of a pair of netkit devices; both programs are attached by way of the primary one.
func netkit(request Request, id uint32) (*Attached, error) {
	name, options, err := parseOptions(request.Target, "order")
	if err != nil {
		return nil, err
	}
	anchor, err := anchorOf(options, []string{"order"})
	if err != nil {
		return nil, err
	}
	device, err := request.device(name)
	if err != nil {
		return nil, err
	}
	if driver := candidates.Driver(device); driver != "netkit" {
		return nil, rpc.Refuse(rpc.NoSuchTarget, nil, fmt.Sprintf(
			"%s is not a netkit device but %s. `ip link add %s0 type netkit` makes a pair (Linux 6.7).", name, driver, "nk"))
	}
	if err := request.sparesOwnConnection(device); err != nil {
		return nil, err
	}
	attach, side := ebpf.AttachNetkitPrimary, "primary"
	if strings.HasSuffix(request.Section.Name, "/peer") {
		attach, side = ebpf.AttachNetkitPeer, "peer"
	}
	attached, err := link.AttachNetkit(link.NetkitOptions{
		Interface: device.Attrs().Index, Program: request.Program, Attach: attach, Anchor: anchor,
	})
	if errors.Is(err, ebpf.ErrNotSupported) {
		return nil, rpc.Refuse(rpc.Unsupported, err, "Netkit devices take programs since Linux 6.7.")
	}
	if err != nil {
		return nil, refuse(err, fmt.Sprintf("Attaching to the %s side of %s (it is the primary device that is named)", side, name))
	}
	info, err := attached.Info()
	if err != nil {
		return nil, notProved(attached, err, "Reading the link back: "+errno.Text(err))
	}
	seen := info.Netkit()
	if seen == nil || int(seen.Ifindex) != device.Attrs().Index || uint32(seen.AttachType) != uint32(attach) || uint32(info.Program) != id {
		return nil, notProved(attached, nil, fmt.Sprintf(
			"The link read back is of program %d on %+v, not of program %d on %s.", info.Program, seen, id, name))
	}
	return &Attached{Closer: attached, Gone: deviceGone(device), Link: rpc.AttachedLink{
		Kind: "netkit", Target: device.Attrs().Name + " " + side, Detail: place(device, attach, id),
		Proof: "linkInfo", ID: uint32(info.ID),
	}}, nil
}
