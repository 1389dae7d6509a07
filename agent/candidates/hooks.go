package candidates

import (
	"fmt"
	"path/filepath"

	"github.com/vishvananda/netlink"

	"github.com/ebpf-workbench/agent/kernel"
	"github.com/ebpf-workbench/agent/rpc"
)

// NetfilterHooks lists the places in netfilter that take BPF programs.
func NetfilterHooks() []rpc.Candidate {
	rows := []rpc.Candidate{}
	for _, family := range []string{"ipv4", "ipv6"} {
		for _, hook := range []struct{ name, detail string }{
			{"pre_routing", "every packet that comes in, before it is routed"},
			{"local_in", "packets for this machine"},
			{"forward", "packets that only pass through"},
			{"local_out", "packets that this machine sends"},
			{"post_routing", "every packet that goes out, after it was routed"},
		} {
			rows = append(rows, rpc.Candidate{Name: family + ":" + hook.name + ",priority=0", Detail: hook.detail})
		}
	}
	return rows
}

// Routes proposes routes for lightweight tunnels. A tunnel comes with a route of its own, so these lead to
// addresses that are reserved for documentation (RFC 5737, RFC 3849): nobody's traffic goes there.
func Routes() ([]rpc.Candidate, error) {
	devices, err := kernel.Dump(netlink.LinkList)
	if err != nil {
		return nil, fmt.Errorf("listing network interfaces: %w", err)
	}
	rows := []rpc.Candidate{}
	for _, device := range devices {
		if state(device) != "up" {
			continue
		}
		for _, prefix := range []string{"192.0.2.0/24", "2001:db8::/64"} {
			rows = append(rows, rpc.Candidate{
				Name:   fmt.Sprintf("%s,dev=%s", prefix, device.Attrs().Name),
				Detail: "addresses for documentation · " + describe(device),
			})
		}
	}
	return rows, nil
}

// Lirc lists the infrared receivers.
func Lirc() ([]rpc.Candidate, error) {
	paths, err := filepath.Glob("/dev/lirc*")
	if err != nil {
		return nil, err
	}
	rows := []rpc.Candidate{}
	for _, path := range paths {
		rows = append(rows, rpc.Candidate{Name: path})
	}
	return rows, nil
}
