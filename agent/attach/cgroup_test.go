package attach

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/rpc"
)

// TestCgroupProgramsRun has each hook's program run by a process in a group of the test's own.
func TestCgroupProgramsRun(t *testing.T) {
	group, path := aCgroup(t)
	f := loadFixture(t, "cgroup")
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	must(t, err)
	defer listener.Close()
	listener6, err := net.Listen("tcp6", "[::1]:0")
	must(t, err)
	defer listener6.Close()
	name := filepath.Join(t.TempDir(), "socket")
	unixListener, err := net.Listen("unix", name)
	must(t, err)
	defer unixListener.Close()

	do := func(words ...string) func() { return func() { inside(t, path, words...) } }
	connect, connect6 := do("connect", "tcp4", listener.Addr().String()), do("connect", "tcp6", listener6.Addr().String())
	send, send6 := do("datagram", "udp4", "127.0.0.1:0"), do("datagram", "udp6", "[::1]:0")
	connectUnix := do("connect", "unix", name)
	sendUnix := do("datagram", "unixgram", name+".gram")
	for slot, row := range []struct {
		program string
		action  func()
	}{
		{"skb_ingress", connect}, {"skb_egress", connect}, {"skb_open", connect},
		{"sock_create", connect}, {"sock_release", connect},
		{"post_bind4", do("bind", "tcp4", "127.0.0.1:0")}, {"post_bind6", do("bind", "tcp6", "[::1]:0")},
		{"bind6", do("bind", "tcp6", "[::1]:0")}, {"connect6", connect6},
		{"sendmsg4", send}, {"sendmsg6", send6}, {"recvmsg4", send}, {"recvmsg6", send6},
		{"getpeername4", connect}, {"getpeername6", connect6}, {"getsockname4", connect}, {"getsockname6", connect6},
		{"connect_unix", connectUnix}, {"sendmsg_unix", sendUnix}, {"recvmsg_unix", sendUnix},
		{"getpeername_unix", connectUnix}, {"getsockname_unix", do("bind", "unix", name+".bound")},
		{"sysctl", do("read", "/proc/sys/net/core/somaxconn")}, {"sock", connect},
		{"bind4", do("bind", "tcp4", "127.0.0.1:0")}, {"connect4", connect},
		{"getsockopt", do("option", "get")}, {"setsockopt", do("option", "set")},
		{"dev", do("open", "/dev/null")}, {"sock_ops", connect},
	} {
		if f.collection.Programs[row.program] == nil {
			if strings.HasSuffix(row.program, "_unix") {
				t.Logf("%s: this kernel has none (Linux 6.7)", row.program)
				continue
			}
			t.Errorf("%s is not loaded", row.program)
			continue
		}
		f.runs(f.proves(row.program, group, "cgroup "+group, "linkInfo"), uint32(slot), row.action)
	}
}

// TestCgroupProgramsDecide sees what the programs change and refuse.
func TestCgroupProgramsDecide(t *testing.T) {
	group, path := aCgroup(t)
	f := loadFixture(t, "cgroup")
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	must(t, err)
	defer listener.Close()
	port := listener.Addr().(*net.TCPAddr).Port
	ledTo := f.collection.MapsByName()[".bss"]
	must(t, ledTo.Put(uint32(0), uint32(port)))

	for _, row := range []struct {
		program, want string
		words         []string
	}{
		// Where the connection really goes, its own end is not told: getpeername() says.
		{"connect4", fmt.Sprintf("connected to 127.0.0.1:%d", port), []string{"connect", "tcp4", "127.0.0.1:4321"}},
		{"connect4", "operation not permitted", []string{"connect", "tcp4", "127.0.0.1:4322"}},
		{"bind4", "operation not permitted", []string{"bind", "tcp4", "127.0.0.1:4444"}},
		{"getsockopt", "4711", []string{"option", "get"}},
		{"setsockopt", "operation not permitted", []string{"option", "set"}},
		{"dev", "operation not permitted", []string{"open", "/dev/full"}},
	} {
		without := inside(t, path, row.words...)
		attached := f.proves(row.program, path, "cgroup "+group, "linkInfo")
		if got := inside(t, path, row.words...); !strings.Contains(got, row.want) || strings.Contains(without, row.want) {
			t.Errorf("%s: got %q, and %q without it; want %q", row.program, got, without, row.want)
		}
		must(t, attached.Close())
	}
}

func TestCgroupTargets(t *testing.T) {
	group, path := aCgroup(t)
	f := loadFixture(t, "cgroup")
	f.refuses("connect4", "", rpc.NeedsTarget, "control group")
	f.refuses("connect4", group+"x", rpc.NoSuchTarget, "Did you mean "+group)
	f.refuses("connect4", group+",direction=egress", rpc.Other, "takes no options")
	if got := f.proves("skb_open", strings.TrimPrefix(group, "/")+",direction=egress", "cgroup "+group, "linkInfo").Link.Detail; got != "egress" {
		t.Error(got)
	}
	attached := f.proves("connect4", path, "cgroup "+group, "linkInfo")
	if got := attached.Gone(); got != "" {
		t.Error(got)
	}
	for unix.Rmdir(path) == unix.EBUSY {
	}
	if got := attached.Gone(); got != "The control group "+group+" is gone." {
		t.Errorf("got %q", got)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("the group is still there")
	}
}
