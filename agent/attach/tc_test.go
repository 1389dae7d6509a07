package attach

import (
	"fmt"
	"net"
	"os/exec"
	"slices"
	"testing"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/leftover"
	"github.com/ebpf-workbench/agent/rpc"
)

func TestClassifiers(t *testing.T) {
	aNetwork(t)
	f := loadFixture(t, "tc")
	kind, proof := "tcx", "linkInfo"
	if attached, refusal := f.attach("bare", "lo"); refusal != nil {
		t.Fatalf("%+v", refusal)
	} else if must(t, attached.Close()); attached.Link.Kind == "tc" { // Before Linux 6.6.
		kind, proof = "tc", "query"
	}
	out := func() { sendUDP(t, [4]byte{10, 88, 0, 2}, 7777) }
	onLo := func() { sendUDP(t, [4]byte{127, 0, 0, 1}, 7777) }
	f.runs(f.proves("bare", "lo", kind+" lo ingress", proof), 0, onLo)
	f.runs(f.proves("bare", "ebwnet0,direction=egress", kind+" ebwnet0 egress", proof), 0, out)
	f.runs(f.proves("by_link", "ebwnet1", kind+" ebwnet1 ingress", proof), 2, out)
	f.runs(f.proves("old_name", "lo", kind+" lo ingress", proof), 3, onLo)
	f.runs(f.proves("bare", "ebwnet1,priority=7", "tc ebwnet1 ingress", "query"), 0, out)

	receiver := openSocket(t, unix.SOCK_DGRAM, 7777)
	drops := f.proves("drops", "lo", kind+" lo egress", proof)
	if onLo(); receives(receiver) {
		t.Error("the packet was not dropped")
	}
	must(t, drops.Close())
	if onLo(); !receives(receiver) {
		t.Error("the packet is dropped after the program was detached")
	}
	leavesNoQdisc(t, "lo", "ebwnet0", "ebwnet1")
}

func leavesNoQdisc(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		qdiscs, err := netlink.QdiscList(device(t, name))
		must(t, err)
		if slices.ContainsFunc(qdiscs, func(q netlink.Qdisc) bool { return q.Type() == "clsact" }) {
			t.Errorf("a clsact is left on %s", name)
		}
	}
}

func TestFiltersShareAClsact(t *testing.T) {
	aNetwork(t)
	f, g := loadFixture(t, "tc"), loadFixture(t, "tc")
	first := f.proves("bare", "ebwnet0,direction=egress,priority=20", "tc ebwnet0 egress", "query")
	if want := "clsact filter, priority 20, handle 0x1"; first.Link.Detail != want {
		t.Errorf("got %q, want %q", first.Link.Detail, want)
	}
	second := f.proves("drops", "ebwnet0,priority=10", "tc ebwnet0 egress", "query")
	// By another agent, which finds the clsact there; the last one removes it.
	others := g.proves("bare", "ebwnet0,priority=10", "tc ebwnet0 ingress", "query")
	must(t, first.Close())
	must(t, second.Close())
	qdiscs, err := netlink.QdiscList(device(t, "ebwnet0"))
	if must(t, err); !slices.ContainsFunc(qdiscs, func(q netlink.Qdisc) bool { return q.Type() == "clsact" }) {
		t.Error("the other's filter lost its clsact")
	}
	must(t, others.Close())
	leavesNoQdisc(t, "ebwnet0")
	must(t, netlink.QdiscAdd(leftover.NewClsact(device(t, "ebwnet0").Attrs().Index)))
	must(t, f.proves("bare", "ebwnet0,priority=20", "tc ebwnet0 ingress", "query").Close())
	qdiscs, err = netlink.QdiscList(device(t, "ebwnet0"))
	if must(t, err); !slices.ContainsFunc(qdiscs, func(q netlink.Qdisc) bool { return q.Type() == "clsact" }) {
		t.Error("somebody else's clsact is gone")
	}
	must(t, netlink.QdiscDel(leftover.NewClsact(device(t, "ebwnet0").Attrs().Index)))

	// One program, twice.
	early := f.proves("bare", "lo,priority=3", "tc lo ingress", "query")
	late := f.proves("bare", "lo,priority=4", "tc lo ingress", "query")
	f.refuses("bare", "lo,priority=4", rpc.Busy, "priority 4")
	must(t, early.Close())
	f.runs(late, 0, func() { sendUDP(t, [4]byte{127, 0, 0, 1}, 9) })
	leavesNoQdisc(t, "lo", "ebwnet0")
	f.refuses("drops", "ebwnet0,direction=ingress", rpc.Other, "section \"tc/egress\" says egress")
	f.refuses("bare", "ebwnet0,direction=up", rpc.Other, "ingress or egress")
	f.refuses("bare", "ebwnet0,priority=0", rpc.Other, "from 1")
	f.refuses("bare", "ebwnet0,prio=1", rpc.Other, "known: direction, order, priority")
	f.refuses("bare", "", rpc.NeedsTarget, "network interface")
	f.refuses("bare", "ebwnet9", rpc.NoSuchTarget, "Did you mean")
	f.refuses("tc_action", "lo", rpc.NotYet, "hangs under a filter")
	f.refuses("in_devmap", "", rpc.NotYet, "devmap")
	f.refuses("in_cpumap", "", rpc.NotYet, "bpf_cpumap_val")
	f.refuses("of_netkit", "ebwnet0", rpc.NoSuchTarget, "not a netkit device but veth")
}

func TestClassifiersStandInOrder(t *testing.T) {
	aNetwork(t)
	f := loadFixture(t, "tc")
	attached, refusal := f.attach("by_link", "lo")
	if refusal != nil {
		t.Fatalf("%+v", refusal)
	}
	if attached.Link.Kind == "tc" {
		t.Skip("tcx came with Linux 6.6; this kernel has clsact filters, which have priorities")
	}
	if got := f.proves("bare", "lo,order=first", "tcx lo ingress", "linkInfo").Link.Detail; got != "program 1 of 2 on this hook" {
		t.Error(got)
	}
	f.refuses("old_name", "lo,order=second", rpc.Other, "first or last")
}

func TestAnInterfaceThatGoesAway(t *testing.T) {
	aNetwork(t)
	f := loadFixture(t, "tc")
	for _, target := range []string{"ebwnet1", "ebwnet1,priority=3"} {
		attached, refusal := f.attach("bare", target)
		if refusal != nil {
			t.Fatalf("%+v", refusal)
		}
		if got := attached.Gone(); got != "" {
			t.Error(got)
		}
		defer func() {
			if got := attached.Gone(); got != "The network interface ebwnet1 is gone." {
				t.Errorf("got %q", got)
			}
			must(t, attached.Close())
		}()
	}
	must(t, netlink.LinkDel(device(t, "ebwnet0")))
}

// TestStaleFiltersAndRoutes are those of an agent that died together with its guard.
func TestStaleFiltersAndRoutes(t *testing.T) {
	aNetwork(t)
	f := loadFixture(t, "tc")
	dead := exec.Command("true")
	must(t, dead.Run())
	on := device(t, "ebwnet0")
	must(t, netlink.QdiscAdd(leftover.NewClsact(on.Attrs().Index)))
	add := func(name string, priority uint16) {
		must(t, netlink.FilterAdd(&netlink.BpfFilter{
			FilterAttrs: netlink.FilterAttrs{
				LinkIndex: on.Attrs().Index, Parent: leftover.Egress, Priority: priority, Protocol: unix.ETH_P_ALL,
			}, Fd: f.collection.Programs["bare"].FD(), Name: name, DirectAction: true,
		}))
	}
	add(fmt.Sprintf("ebpf-workbench-%d-1:7:bare", dead.Process.Pid), 1)
	add(fmt.Sprintf("ebpf-workbench-%d-1", dead.Process.Pid), 2)
	add("somebody else's", 3)
	living, err := leftover.Name(7, "bare")
	must(t, err)
	add(living, 4)
	must(t, f.proves("drops", "ebwnet0,priority=9", "tc ebwnet0 egress", "query").Close())
	left, err := netlink.FilterList(on, leftover.Egress)
	must(t, err)
	names := []uint16{}
	for _, each := range left {
		names = append(names, each.Attrs().Priority)
	}
	if !slices.Equal(names, []uint16{2, 3, 4}) {
		t.Errorf("the filters with these priorities are left: %v", names)
	}

	_, destination, err := net.ParseCIDR("10.99.0.0/24")
	must(t, err)
	tunnel := &netlink.BpfEncap{}
	sockets := loadFixture(t, "sockets")
	must(t, tunnel.SetProg(nl.LWT_BPF_XMIT, sockets.collection.Programs["route_xmit"].FD(), fmt.Sprintf("ebpf-workbench-%d-1:7:x", dead.Process.Pid)))
	must(t, netlink.RouteAdd(&netlink.Route{Dst: destination, LinkIndex: on.Attrs().Index, Scope: netlink.SCOPE_LINK, Encap: tunnel}))
	sockets.proves("route_xmit", "10.99.0.0/24,dev=ebwnet0", "lwt 10.99.0.0/24 dev ebwnet0", "query")
}
