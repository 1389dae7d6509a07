package leftover

import (
	"fmt"
	"net"
	"strings"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/kernel"
)

// Route is a route through a lightweight tunnel that runs a program. The kernel keeps the name that the program was
// given in the route, and shows it.
type Route struct {
	// Destination is a prefix, `10.99.0.0/24`.
	Destination string `json:"destination"`
	Index       int    `json:"index"`
	Table       int    `json:"table"`
	// Name is unlike every other.
	Name string `json:"name"`
}

// Find returns the route as the kernel shows it, nil when it is not there.
func (r *Route) Find() (*netlink.Route, error) {
	_, destination, err := net.ParseCIDR(r.Destination)
	if err != nil {
		return nil, err
	}
	family, filter := netlink.FAMILY_V4, &netlink.Route{Dst: destination, LinkIndex: r.Index, Table: r.Table}
	if destination.IP.To4() == nil {
		family = netlink.FAMILY_V6
	}
	all, err := kernel.RoutesLike(family, filter,
		netlink.RT_FILTER_DST|netlink.RT_FILTER_OIF|netlink.RT_FILTER_TABLE)
	for i := range all {
		if all[i].Encap != nil && strings.Contains(all[i].Encap.String(), r.Name) {
			return &all[i], nil
		}
	}
	return nil, err
}

func (r *Route) remove() error {
	found, err := r.Find()
	if found == nil || err != nil {
		return err
	}
	// The kernel compares what a request names; the tunnel, as it is shown, is nothing that could be sent back.
	found.Encap = nil
	if err := netlink.RouteDel(found); err != nil && !errno.Is(err, unix.ESRCH, unix.ENODEV) {
		return fmt.Errorf("removing the route to %s: %w", r.Destination, err)
	}
	return nil
}
