package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/asm"
	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/candidates"
	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/rpc"
)

// aNetwork moves the test, and the agents that it starts, to a network namespace of their own with a pair of
// interfaces, ebwagent0 (10.88.1.1/24) and ebwagent1. The thread ends with the test.
func aNetwork(t *testing.T) {
	t.Helper()
	runtime.LockOSThread()
	must(t, unix.Unshare(unix.CLONE_NEWNET))
	pair := &netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: "ebwagent0"}, PeerName: "ebwagent1"}
	must(t, netlink.LinkAdd(pair))
	for _, name := range []string{"lo", "ebwagent0", "ebwagent1"} {
		must(t, netlink.LinkSetUp(device(t, name)))
	}
	address, err := netlink.ParseAddr("10.88.1.1/24")
	must(t, err)
	must(t, netlink.AddrAdd(device(t, "ebwagent0"), address))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func device(t *testing.T, name string) netlink.Link {
	t.Helper()
	found, err := netlink.LinkByName(name)
	must(t, err)
	return found
}

func (a *agent) load(fixture string) rpc.LoadResult {
	a.t.Helper()
	return call[rpc.LoadResult](a, "load", rpc.LoadParams{Path: kerneltest.Compile(a.t, fixture)})
}

func (a *agent) attach(collection int, program, target string, guard int) rpc.AttachResult {
	a.t.Helper()
	return call[rpc.AttachResult](a, "attach", rpc.AttachParams{
		Collection: collection, Program: program, Target: target, Guard: guard,
	})
}

// attaches is for an attachment that must succeed.
func (a *agent) attaches(collection int, program, target string, guard int) rpc.AttachedLink {
	a.t.Helper()
	result := a.attach(collection, program, target, guard)
	if !result.Attached {
		a.t.Fatalf("%s at %s: %s", program, target, asJSON(result))
	}
	return *result.Link
}

// toldOf waits until the agent said that a link is gone.
func (a *agent) toldOf(link int, within time.Duration) rpc.DetachedLink {
	a.t.Helper()
	var gone rpc.DetachedLink
	await(a.t, fmt.Sprintf("told that link %d is gone", link), within, func() bool {
		a.mu.Lock()
		defer a.mu.Unlock()
		i := slices.IndexFunc(a.detached, func(each rpc.DetachedLink) bool { return each.Link == link })
		if i >= 0 {
			gone = a.detached[i]
		}
		return i >= 0
	})
	return gone
}

func xdpOn(t *testing.T, name string) bool {
	now := device(t, name).Attrs().Xdp
	return now != nil && now.Attached
}

// TestOwnConnection has an agent that is spoken to over ebwagent0, as far as it can tell.
func TestOwnConnection(t *testing.T) {
	aNetwork(t)
	a := start(t, "env", "SSH_CONNECTION=10.88.1.2 50000 10.88.1.1 22")
	xdp, tc, sockets, cgroup := a.load("xdp").Collection, a.load("tc").Collection, a.load("sockets").Collection, a.load("cgroup").Collection
	netfilter := len(slices.DeleteFunc(call[rpc.LoadResult](a, "load", rpc.LoadParams{
		Path: kerneltest.Compile(t, "sockets"), Programs: []string{"drop"},
	}).Programs, func(p rpc.LoadedProgram) bool { return p.Status != rpc.StatusLoaded })) == 1

	for _, row := range []struct {
		collection            int
		program, target, want string
	}{
		{xdp, "count", "ebwagent0", "ebwagent0 carries the SSH connection"},
		{xdp, "count", "ebwagent1", "ebwagent1 carries the SSH connection"}, // What goes to one end comes from the other.
		{tc, "bare", "ebwagent0", "ebwagent0 carries"},
		{tc, "bare", "ebwagent0,priority=1", "ebwagent0 carries"},
		{sockets, "route_xmit", "10.88.1.2/32,dev=ebwagent0", "ebwagent0 carries"},
		{cgroup, "skb_egress", "/", "control group / has the SSH connection"},
		{sockets, "drop", "ipv4:pre_routing", "(from 10.88.1.2) pass ipv4:pre_routing"},
		{sockets, "drop", "ipv4:local_out", "pass ipv4:local_out"},
	} {
		if row.program == "drop" && !netfilter {
			continue // Linux 6.4.
		}
		result := a.attach(row.collection, row.program, row.target, 0)
		if result.Attached || result.Problem != rpc.OwnConnection || !strings.Contains(result.Detail, row.want) {
			t.Errorf("%s at %s: %s", row.program, row.target, asJSON(result))
		}
	}
	// These do it no harm.
	a.attaches(xdp, "count", "lo", 0)
	a.attaches(sockets, "route_xmit", "10.99.0.0/24,dev=ebwagent0", 0)
	a.attaches(sockets, "filter", "ebwagent0", 0)
	if netfilter {
		a.attaches(sockets, "drop", "ipv4:forward", 0)
		a.attaches(sockets, "drop", "ipv6:local_in", 0)
	}
}

func TestGuard(t *testing.T) {
	aNetwork(t)
	a := start(t, "env", "SSH_CONNECTION=10.88.1.2 50000 10.88.1.1 22")
	collection := a.load("xdp").Collection
	link := a.attaches(collection, "count", "ebwagent0", 1)
	if link.Guard != 1 || !xdpOn(t, "ebwagent0") {
		t.Fatal(asJSON(link))
	}
	gone := a.toldOf(link.Link, 3*time.Second)
	if gone.Reason != "notConfirmed" || gone.Program != "count" || xdpOn(t, "ebwagent0") {
		t.Error(asJSON(gone))
	}
	if _, err := a.client.call("attach/confirm", rpc.DetachParams{Link: link.Link}); err == nil {
		t.Error("what is detached was confirmed")
	}

	link = a.attaches(collection, "count", "ebwagent0", 1)
	call[any](a, "attach/confirm", rpc.DetachParams{Link: link.Link})
	time.Sleep(1500 * time.Millisecond)
	if !xdpOn(t, "ebwagent0") {
		t.Error("it was confirmed and is detached")
	}
	call[any](a, "detach", rpc.DetachParams{Link: link.Link})
	if _, err := a.client.call("attach", rpc.AttachParams{Collection: collection, Program: "count", Target: "lo", Guard: -1}); err == nil {
		t.Error("a guard of -1 seconds")
	}
	// A guard whose link was detached by hand says nothing.
	link = a.attaches(collection, "count", "ebwagent0", 1)
	call[any](a, "detach", rpc.DetachParams{Link: link.Link})
	time.Sleep(1500 * time.Millisecond)
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.detached) != 1 {
		t.Error(asJSON(a.detached))
	}
}

// TestTargetsThatGoAway removes what programs are attached to.
func TestTargetsThatGoAway(t *testing.T) {
	aNetwork(t)
	a := start(t)
	tc, xdp, cgroup, sockets := a.load("tc"), a.load("xdp"), a.load("cgroup"), a.load("sockets")
	root, err := candidates.CgroupRoot()
	must(t, err)
	group := filepath.Join(root, "ebwagent-"+strconv.Itoa(os.Getpid()))
	must(t, os.Mkdir(group, 0o700))
	t.Cleanup(func() { _ = unix.Rmdir(group) })

	inGroup := a.attaches(cgroup.Collection, "connect4", group, 0)
	route := a.attaches(sockets.Collection, "route_xmit", "10.99.0.0/24,dev=ebwagent0", 0)
	onDevice := []rpc.AttachedLink{
		a.attaches(tc.Collection, "bare", "ebwagent1", 0), a.attaches(tc.Collection, "drops", "ebwagent1,priority=5", 0),
		a.attaches(xdp.Collection, "count", "ebwagent0", 0), a.attaches(sockets.Collection, "filter", "ebwagent0", 0),
	}
	stays := a.attaches(xdp.Collection, "count", "lo", 0)
	check := func(link rpc.AttachedLink, words string) {
		t.Helper()
		gone := a.toldOf(link.Link, 6*time.Second)
		if gone.Reason != "targetGone" || gone.Program != link.Program || !strings.Contains(gone.Detail, words) {
			t.Error(asJSON(gone))
		}
	}
	must(t, unix.Rmdir(group))
	check(inGroup, "control group /ebwagent-")
	must(t, netlink.LinkSetDown(device(t, "ebwagent0")))
	check(route, "route to 10.99.0.0/24 is gone")
	must(t, netlink.LinkDel(device(t, "ebwagent0")))
	for _, link := range onDevice {
		check(link, "network interface ebwagent")
	}
	call[any](a, "detach", rpc.DetachParams{Link: stays.Link})
	if _, err := a.client.call("detach", rpc.DetachParams{Link: inGroup.Link}); err == nil {
		t.Error("what is gone is known still")
	}
}

// TestNothingOfTheNetworkIsLeft attaches what outlives its maker: filters, routes, a program on others' sockets.
func TestNothingOfTheNetworkIsLeft(t *testing.T) {
	for how, end := range map[string]func(*agent){
		"SIGKILL":      func(a *agent) { _ = a.process.Process.Kill() },
		"killed group": func(a *agent) { _ = unix.Kill(-a.process.Process.Pid, unix.SIGKILL) },
		"stdin closed": func(a *agent) { a.client.close() },
		"reset":        func(a *agent) { call[any](a, "reset", nil) },
	} {
		t.Run(how, func(t *testing.T) {
			aNetwork(t)
			member, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
			must(t, err)
			defer unix.Close(member)
			must(t, unix.SetsockoptInt(member, unix.SOL_SOCKET, unix.SO_REUSEPORT, 1))
			must(t, unix.Bind(member, &unix.SockaddrInet4{Port: 5353}))

			a := start(t, "setsid")
			tc, sockets := a.load("tc"), a.load("sockets")
			a.attaches(tc.Collection, "bare", "ebwagent0,priority=9", 0)
			a.attaches(tc.Collection, "drops", "ebwagent0,priority=9", 0)
			a.attaches(tc.Collection, "bare", "lo,priority=9", 0)
			// Somebody else's filter keeps the clsact of lo.
			foreign, err := ebpf.NewProgram(&ebpf.ProgramSpec{
				Type: ebpf.SchedCLS, License: "GPL", Instructions: asm.Instructions{asm.Mov.Imm(asm.R0, 0), asm.Return()},
			})
			must(t, err)
			defer foreign.Close()
			must(t, netlink.FilterAdd(&netlink.BpfFilter{Fd: foreign.FD(), Name: "foreign", FilterAttrs: netlink.FilterAttrs{
				LinkIndex: device(t, "lo").Attrs().Index, Parent: netlink.HANDLE_MIN_EGRESS, Priority: 1, Protocol: unix.ETH_P_ALL,
			}}))
			a.attaches(sockets.Collection, "route_xmit", "10.99.0.0/24,dev=ebwagent0", 0)
			a.attaches(sockets.Collection, "seg6local", "2001:db8:99::/64,dev=ebwagent0", 0)
			a.attaches(sockets.Collection, "choose", "udp:5353", 0)
			if !hasClsact(t, "ebwagent0") || routes(t) != 2 {
				t.Fatal("nothing to begin with")
			}
			pid := a.process.Process.Pid
			end(a)
			if how != "reset" {
				a.waitForEnd()
			}
			checkGone(t, tc, nil)
			checkGone(t, sockets, nil)
			await(t, "the clsact is gone", cleanWithin, func() bool { return !hasClsact(t, "ebwagent0") })
			await(t, "the routes are gone", cleanWithin, func() bool { return routes(t) == 0 })
			await(t, "the guard is gone", cleanWithin, func() bool { return !runs(t, fmt.Sprintf("--guard\x00network\x00%d\x00", pid)) })
			if !hasClsact(t, "lo") {
				t.Error("somebody else's filter is gone too")
			}
		})
	}
}

func hasClsact(t *testing.T, name string) bool {
	t.Helper()
	all, err := netlink.QdiscList(device(t, name))
	must(t, err)
	return slices.ContainsFunc(all, func(each netlink.Qdisc) bool { return each.Type() == "clsact" })
}

// routes counts those that the test's agents make.
func routes(t *testing.T) (n int) {
	t.Helper()
	for _, prefix := range []string{"10.99.0.0/24", "2001:db8:99::/64"} {
		_, destination, err := net.ParseCIDR(prefix)
		must(t, err)
		family := netlink.FAMILY_V4
		if destination.IP.To4() == nil {
			family = netlink.FAMILY_V6
		}
		all, err := netlink.RouteListFiltered(family, &netlink.Route{Dst: destination}, netlink.RT_FILTER_DST)
		must(t, err)
		n += len(all)
	}
	return n
}

// runs tells whether a process has these words on its command line.
func runs(t *testing.T, words string) bool {
	t.Helper()
	processes, err := filepath.Glob("/proc/[0-9]*/cmdline")
	must(t, err)
	return slices.ContainsFunc(processes, func(path string) bool {
		line, err := os.ReadFile(path)
		return err == nil && strings.Contains(string(line), words)
	})
}
