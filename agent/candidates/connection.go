package candidates

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"

	"github.com/vishvananda/netlink"

	"github.com/ebpf-workbench/agent/kernel"
)

// OwnInterfaces are those that carry the SSH connection through which this agent is spoken to, by index: the one
// with the server's address, the one that leads to the client, and what lies below these, as the ports of a bridge
// do. A program on them can cut the connection.
func OwnInterfaces() map[int]bool {
	client, server, ok := OwnConnection()
	if !ok {
		return nil
	}
	own := carriers(client, server)
	if devices, err := kernel.Dump(netlink.LinkList); err == nil {
		addLower(own, devices)
	}
	return own
}

// OwnConnection are the ends of that SSH connection; ok is false when there is none.
func OwnConnection() (client, server net.IP, ok bool) { return sshConnection(os.Getpid()) }

// addLower adds the devices through which those in own send: ports of a bridge or bond, a VLAN's parent, the other end
// of a veth pair. A parent in another network namespace has an index there, not here.
func addLower(own map[int]bool, devices []netlink.Link) {
	for more := true; more; {
		more = false
		for _, device := range devices {
			attributes := device.Attrs()
			if own[attributes.MasterIndex] && !own[attributes.Index] {
				own[attributes.Index], more = true, true
			}
			parent := attributes.ParentIndex
			if own[attributes.Index] && parent > 0 && attributes.NetNsID < 0 && !own[parent] {
				own[parent], more = true, true
			}
		}
	}
}

func carriers(client, server net.IP) map[int]bool {
	own := make(map[int]bool)
	if addresses, err := kernel.AddressesOf(nil); err == nil {
		for _, address := range addresses {
			if address.IP.Equal(server) {
				own[address.LinkIndex] = true
			}
		}
	}
	if routes, err := netlink.RouteGet(client); err == nil {
		for _, route := range routes {
			own[route.LinkIndex] = true
		}
	}
	return own
}

// sshConnection looks for SSH_CONNECTION in the environment of a process and of those above it, because sudo
// takes it away from the ones below.
func sshConnection(pid int) (client, server net.IP, ok bool) {
	for pid > 1 {
		environment, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", pid))
		if err == nil {
			for _, variable := range bytes.Split(environment, []byte{0}) {
				if value, found := bytes.CutPrefix(variable, []byte("SSH_CONNECTION=")); found {
					return parseConnection(string(value))
				}
			}
		}
		if pid, err = parent(pid); err != nil {
			break
		}
	}
	return nil, nil, false
}

// parseConnection reads client address, client port, server address, server port:
//
//	192.0.2.7 51234 192.0.2.2 22
//	fe80::1%eth0 51234 fe80::2%eth0 22
func parseConnection(value string) (client, server net.IP, ok bool) {
	fields := strings.Fields(value)
	if len(fields) != 4 {
		return nil, nil, false
	}
	return parseAddress(fields[0]), parseAddress(fields[2]), true
}

func parseAddress(text string) net.IP {
	bare, _, _ := strings.Cut(text, "%")
	return net.ParseIP(bare)
}

// parent reads the PPid line of /proc/<pid>/status.
func parent(pid int) (int, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(status), "\nPPid:")
	line, _, _ := strings.Cut(rest, "\n")
	return strconv.Atoi(strings.TrimSpace(line))
}

// OwnCgroups are the control groups of this agent and of the processes above it, sshd's among them, when there is an
// SSH connection. The connection's socket is in one of them: in the one of the sshd that listens.
func OwnCgroups() []string {
	if _, _, connected := OwnConnection(); !connected {
		return nil
	}
	return cgroupsAbove(os.Getpid())
}

func cgroupsAbove(pid int) []string {
	var groups []string
	for pid > 1 {
		// 0::/system.slice/ssh.service
		if text, err := os.ReadFile(fmt.Sprintf("/proc/%d/cgroup", pid)); err == nil {
			for line := range strings.Lines(string(text)) {
				if group, found := strings.CutPrefix(line, "0::"); found {
					groups = append(groups, strings.TrimSpace(group))
				}
			}
		}
		var err error
		if pid, err = parent(pid); err != nil {
			break
		}
	}
	return groups
}
