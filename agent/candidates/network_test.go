package candidates

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/rpc"
)

func TestCgroupRoot(t *testing.T) {
	const part = "40 24 0:30 /docker/1 /part rw - cgroup2 cgroup rw\n"
	const whole = "35 24 0:30 / /sys/fs/cgroup\\040two rw,nosuid shared:10 - cgroup2 cgroup2 rw,nsdelegate\n"
	const old = "36 24 0:31 / /sys/fs/cgroup/cpu rw shared:11 - cgroup cgroup rw,cpu\nbroken\n"
	for text, want := range map[string]string{
		old + part + whole: "/sys/fs/cgroup two",
		part + old:         "/part",
	} {
		if got, err := cgroupRoot(text); err != nil || got != want {
			t.Errorf("got %q %v, want %q", got, err, want)
		}
	}
	if got, err := cgroupRoot(old); err != ErrNoCgroup2 {
		t.Error(got, err)
	}
	for text, want := range map[string]string{`a\134b`: `a\b`, `a\`: `a\`, `a\9`: `a\9`, `\011`: "\t"} {
		if got := unescapeMount(text); got != want {
			t.Errorf("%q: got %q", text, got)
		}
	}
}

func TestCgroups(t *testing.T) {
	root, err := CgroupRoot()
	if err != nil {
		t.Fatal(err)
	}
	parent := filepath.Join(root, fmt.Sprintf("ebwcandidates-%d", os.Getpid()))
	child := filepath.Join(parent, "child")
	for _, path := range []string{parent, child} {
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = unix.Rmdir(path) }()
	}
	rows, err := Cgroups()
	if err != nil {
		t.Fatal(err)
	}
	at := func(path string) int {
		return slices.IndexFunc(rows, func(row rpc.Candidate) bool { return row.Name == strings.TrimPrefix(path, root) })
	}
	if rows[0].Name != "/" || at(parent) < 1 || at(child) < at(parent) {
		t.Errorf("%+v", rows)
	}
	if got := rows[at(child)].Detail; got != "no processes of its own" {
		t.Error(got)
	}
	own, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		t.Fatal(err)
	}
	_, group, _ := strings.Cut(string(own), "0::")
	if i := at(root + strings.TrimSpace(group)); i >= 0 && !strings.HasPrefix(rows[i].Detail, "processes: ") {
		t.Errorf("our own group: %+v", rows[i])
	}
}

func TestPorts(t *testing.T) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	datagrams, err := net.ListenPacket("udp6", "[::1]:0")
	if err != nil {
		t.Fatal(err)
	}
	defer datagrams.Close()
	rows, err := Ports()
	for _, want := range []string{
		fmt.Sprintf("tcp:%d", listener.Addr().(*net.TCPAddr).Port), fmt.Sprintf("udp6:%d", datagrams.LocalAddr().(*net.UDPAddr).Port),
	} {
		if err != nil || !slices.Contains(rows, rpc.Candidate{Name: want, Detail: "sockets: 1, of uid 0"}) {
			t.Errorf("%s is not among %+v: %v", want, rows, err)
		}
	}
}

func TestRoutes(t *testing.T) {
	rows, err := Routes()
	if err != nil || !slices.ContainsFunc(rows, func(row rpc.Candidate) bool { return row.Name == "2001:db8::/64,dev=lo" }) {
		t.Errorf("%+v %v", rows, err)
	}
}

// TestWhatLiesBelow has the connection on a bridge, one of whose ports is a VLAN on eth0.
func TestWhatLiesBelow(t *testing.T) {
	device := func(index, master, parent, namespace int) netlink.Link {
		return &netlink.Dummy{LinkAttrs: netlink.LinkAttrs{
			Index: index, MasterIndex: master, ParentIndex: parent, NetNsID: namespace,
		}}
	}
	own := map[int]bool{10: true}
	addLower(own, []netlink.Link{
		device(1, 0, 0, -1), device(2, 0, 0, -1), device(3, 10, 2, -1), device(4, 10, 1, 0), device(10, 0, 0, -1),
	})
	if fmt.Sprint(own) != "map[2:true 3:true 4:true 10:true]" {
		t.Error(own)
	}
}

// TestOwnCgroups: ours is among them, and with it every process's above us.
func TestOwnCgroups(t *testing.T) {
	text, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		t.Fatal(err)
	}
	_, group, found := strings.Cut(string(text), "0::")
	if got := cgroupsAbove(os.Getpid()); !found || !slices.Contains(got, strings.TrimSpace(group)) {
		t.Errorf("%q is not among %q", group, got)
	}
}
