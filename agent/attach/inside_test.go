package attach

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/candidates"
)

// insideArgument makes this test binary a process that does one thing and says what came of it, so that a test can
// have it do so in a control group.
const insideArgument = "--inside"

// aCgroup is a control group of the test's own, by its path below the root and by its directory.
func aCgroup(t *testing.T) (group, path string) {
	t.Helper()
	root, err := candidates.CgroupRoot()
	must(t, err)
	group = fmt.Sprintf("/ebwnet-%d", os.Getpid())
	path = filepath.Join(root, group)
	must(t, os.Mkdir(path, 0o700))
	t.Cleanup(func() {
		// A process that has ended is in its group for a moment still.
		for range 100 {
			if err := unix.Rmdir(path); err == nil || err == unix.ENOENT {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
		t.Errorf("%s is left", path)
	})
	return group, path
}

// inside does something in a control group and returns what came of it.
func inside(t *testing.T, cgroup string, words ...string) string {
	t.Helper()
	group, err := os.Open(cgroup)
	must(t, err)
	defer group.Close()
	self, err := os.Executable()
	must(t, err)
	process := exec.Command(self, append([]string{insideArgument}, words...)...)
	process.SysProcAttr = &syscall.SysProcAttr{UseCgroupFD: true, CgroupFD: int(group.Fd())}
	said, err := process.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v: %s", words, err, said)
	}
	return strings.TrimSpace(string(said))
}

// runInside is the main of such a process.
func runInside(words []string) int {
	said, err := act(words[0], words[1:])
	if err != nil {
		said = err.Error()
	}
	fmt.Println(said)
	return 0
}

func act(what string, words []string) (string, error) {
	switch what {
	case "connect": // network, address
		connection, err := net.DialTimeout(words[0], words[1], time.Second)
		if err != nil {
			return "", err
		}
		defer connection.Close()
		return "connected to " + connection.RemoteAddr().String(), nil
	case "bind":
		listener, err := net.Listen(words[0], words[1])
		if err != nil {
			return "", err
		}
		return "bound", listener.Close()
	case "datagram": // sent to itself
		return datagram(words[0], words[1])
	case "option":
		socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
		if err != nil {
			return "", err
		}
		if words[0] == "get" {
			value, err := unix.GetsockoptInt(socket, unix.SOL_SOCKET, unix.SO_MARK)
			return fmt.Sprint(value), err
		}
		return "set", unix.SetsockoptInt(socket, unix.SOL_SOCKET, unix.SO_PRIORITY, 1)
	case "read", "open":
		file, err := os.Open(words[0])
		if err != nil {
			return "", err
		}
		defer file.Close()
		_, err = file.Read(make([]byte, 16))
		return "read", err
	}
	return "", fmt.Errorf("what is %q?", what)
}

// datagram sends a datagram from a socket to itself, by an address, and reads it.
func datagram(network, address string) (string, error) {
	socket, err := net.ListenPacket(network, address)
	if err != nil {
		return "", err
	}
	defer socket.Close()
	if network == "unixgram" {
		defer os.Remove(address)
	}
	_ = socket.SetDeadline(time.Now().Add(time.Second))
	if _, err := socket.WriteTo([]byte("hello"), socket.LocalAddr()); err != nil {
		return "", err
	}
	_, from, err := socket.ReadFrom(make([]byte, 16))
	if err != nil {
		return "", err
	}
	return "received from " + from.String(), nil
}
