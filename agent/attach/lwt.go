package attach

import (
	"fmt"
	"net"
	"strconv"
	"strings"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/candidates"
	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/leftover"
	"github.com/ebpf-workbench/agent/rpc"
)

var lwtOptions = []string{"dev", "via", "table"}

var lwtModes = map[string]int{"lwt_in": nl.LWT_BPF_IN, "lwt_out": nl.LWT_BPF_OUT, "lwt_xmit": nl.LWT_BPF_XMIT}

// lwt adds a route that runs a program for the packets that take it: `10.99.0.0/24,dev=eth0`. A route outlives its
// maker and is in the book for that reason.
func lwt(request Request, id uint32) (*Attached, error) {
	name, options, err := parseOptions(request.Target, lwtOptions...)
	if err != nil {
		return nil, err
	}
	if name == "" || options["dev"] == "" {
		return nil, rpc.Need("route", fmt.Sprintf(
			"%s runs for the packets that take a route, which is made for it: write 10.99.0.0/24,dev=eth0, for example.", request.Name))
	}
	route, err := lwtRoute(name, options)
	if err != nil {
		return nil, err
	}
	device, err := request.device(options["dev"])
	if err != nil {
		return nil, err
	}
	route.LinkIndex = device.Attrs().Index
	if err := request.sparesOwnRoute(device, route.Dst); err != nil {
		return nil, err
	}
	leftover.RemoveStale(device)
	unique, err := leftover.Name(id, request.Name)
	if err != nil {
		return nil, refuse(err, "Naming the route's program")
	}
	left := &leftover.Route{
		Destination: route.Dst.String(), Index: route.LinkIndex, Table: route.Table, Name: unique,
	}
	if route.Encap, err = lwtEncap(request, route.Dst, left.Name); err != nil {
		return nil, err
	}
	entry, err := request.Leftovers.Add(leftover.Leftover{Route: left})
	if err != nil {
		return nil, refuse(err, "Attaching by a route, which outlives its maker")
	}
	closer := inOrder(func() error { return request.Leftovers.Remove(entry) })
	if err := netlink.RouteAdd(route); err != nil {
		_ = request.Leftovers.Forget(entry)
		return nil, refuseRoute(err, request, name, device)
	}
	seen, err := left.Find()
	if err != nil || seen == nil {
		return nil, notProved(closer, err, fmt.Sprintf("The routes to %s show no program %q: %v.", name, left.Name, err))
	}
	return &Attached{Closer: closer, Link: rpc.AttachedLink{
		Kind: "lwt", Target: fmt.Sprintf("%s dev %s", left.Destination, device.Attrs().Name), Proof: "query",
		Detail: fmt.Sprintf("a route in table %d, made for it", seen.Table),
	}, Gone: func() string {
		if gone := deviceGone(device)(); gone != "" {
			return gone
		}
		if now, err := left.Find(); err == nil && now == nil {
			return fmt.Sprintf("The route to %s is gone, as routes go when their interface is set down.", left.Destination)
		}
		return ""
	}}, nil
}

func lwtRoute(name string, options map[string]string) (*netlink.Route, error) {
	_, destination, err := net.ParseCIDR(name)
	if err != nil {
		return nil, rpc.Need("route", fmt.Sprintf("%q is not a prefix of addresses such as 10.99.0.0/24 or 2001:db8::/64.", name))
	}
	route := &netlink.Route{Dst: destination, Table: unix.RT_TABLE_MAIN, Scope: netlink.SCOPE_LINK}
	if text := options["via"]; text != "" {
		if route.Gw = net.ParseIP(text); route.Gw == nil {
			return nil, wrongOption(fmt.Sprintf("via is an address, not %q.", text), lwtOptions)
		}
		route.Scope = netlink.SCOPE_UNIVERSE
	}
	if text := options["table"]; text != "" {
		table, err := strconv.ParseUint(text, 10, 31)
		if err != nil || table == 0 {
			return nil, wrongOption(fmt.Sprintf("table is a number from 1, not %q.", text), lwtOptions)
		}
		route.Table = int(table)
	}
	return route, nil
}

func lwtEncap(request Request, destination *net.IPNet, name string) (netlink.Encap, error) {
	section := strings.TrimPrefix(request.Section.Name, "?")
	if mode := lwtModes[section]; mode != 0 {
		tunnel := &netlink.BpfEncap{}
		return tunnel, tunnel.SetProg(mode, request.Program.FD(), name)
	}
	if destination.IP.To4() != nil {
		return nil, rpc.Refuse(rpc.NoSuchTarget, nil, fmt.Sprintf(
			"Segment routing is IPv6's: %s is no prefix for %s.", destination, section))
	}
	tunnel := &netlink.SEG6LocalEncap{Action: nl.SEG6_LOCAL_ACTION_END_BPF}
	tunnel.Flags[nl.SEG6_LOCAL_ACTION], tunnel.Flags[nl.SEG6_LOCAL_BPF] = true, true
	return tunnel, tunnel.SetProg(request.Program.FD(), name)
}

// sparesOwnRoute refuses a route that would take the packets of this agent's SSH connection.
func (r Request) sparesOwnRoute(device netlink.Link, destination *net.IPNet) error {
	if client, _, connected := candidates.OwnConnection(); !connected || !destination.Contains(client) {
		return nil
	}
	return r.sparesOwnConnection(device)
}

func refuseRoute(err error, request Request, name string, device netlink.Link) error {
	switch {
	case errno.Is(err, unix.EEXIST):
		return rpc.Refuse(rpc.Busy, err, fmt.Sprintf("There is a route to %s already; the program needs one of its own.", name))
	case errno.Is(err, unix.EOPNOTSUPP):
		return rpc.Refuse(rpc.Unsupported, err, fmt.Sprintf(
			"The kernel has no tunnel for %s (CONFIG_LWTUNNEL_BPF, CONFIG_IPV6_SEG6_BPF).", request.Section.Name))
	case errno.Is(err, unix.ENETDOWN):
		return rpc.Refuse(rpc.Other, err, fmt.Sprintf("%s is down: `ip link set %s up`.", device.Attrs().Name, device.Attrs().Name))
	}
	return refuse(err, "Adding a route to "+name)
}
