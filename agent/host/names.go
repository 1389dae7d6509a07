package host

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/kernel"
)

// attachNames are libbpf's (libbpf_bpf_attach_type_str), by the numbers of enum bpf_attach_type, for those that a link
// or a query is told by.
var attachNames = map[uint32]string{
	0: "cgroup_inet_ingress", 1: "cgroup_inet_egress", 2: "cgroup_inet_sock_create", 3: "cgroup_sock_ops",
	4: "sk_skb_stream_parser", 5: "sk_skb_stream_verdict", 6: "cgroup_device", 7: "sk_msg_verdict",
	8: "cgroup_inet4_bind", 9: "cgroup_inet6_bind", 10: "cgroup_inet4_connect", 11: "cgroup_inet6_connect",
	12: "cgroup_inet4_post_bind", 13: "cgroup_inet6_post_bind", 14: "cgroup_udp4_sendmsg", 15: "cgroup_udp6_sendmsg",
	17: "flow_dissector", 18: "cgroup_sysctl", 19: "cgroup_udp4_recvmsg", 20: "cgroup_udp6_recvmsg",
	21: "cgroup_getsockopt", 22: "cgroup_setsockopt", 29: "cgroup_inet4_getpeername", 30: "cgroup_inet6_getpeername",
	31: "cgroup_inet4_getsockname", 32: "cgroup_inet6_getsockname", 34: "cgroup_inet_sock_release", 36: "sk_lookup",
	38: "sk_skb_verdict", 43: "lsm_cgroup", 49: "cgroup_unix_connect", 50: "cgroup_unix_sendmsg",
	51: "cgroup_unix_recvmsg", 52: "cgroup_unix_getpeername", 53: "cgroup_unix_getsockname",
}

func attachName(number uint32) string {
	if name := attachNames[number]; name != "" {
		return name
	}
	return fmt.Sprintf("attach type %d", number)
}

// device is a network interface, and the XDP program that it shows.
type device struct {
	name string
	xdp  uint32
}

func devices() map[uint32]device {
	found := make(map[uint32]device)
	list, _ := kernel.Dump(netlink.LinkList)
	for _, each := range list {
		about := each.Attrs()
		row := device{name: about.Name}
		if about.Xdp != nil {
			row.xdp = about.Xdp.ProgId
		}
		found[uint32(about.Index)] = row
	}
	return found
}

// interfaceName is for a link, which tells an index but not the network namespace: runs says whether the interface of
// that index here really runs the link's program. Index 0 is an interface that was removed.
func (v *view) interfaceName(index uint32, runs bool) string {
	switch {
	case index == 0:
		return "an interface that is gone"
	case runs && v.devices[index].name != "":
		return v.devices[index].name
	}
	return fmt.Sprintf("interface %d of another network namespace", index)
}

// namespaceName names a network namespace by its inode: this process's, one that `ip netns` made, or the number.
func namespaceName(inode uint32) string {
	var about unix.Stat_t
	switch {
	case inode == 0:
		return "a network namespace that is gone"
	case unix.Stat("/proc/thread-self/ns/net", &about) == nil && uint32(about.Ino) == inode:
		return "this network namespace"
	}
	named, _ := os.ReadDir("/run/netns")
	for _, each := range named {
		if unix.Stat(filepath.Join("/run/netns", each.Name()), &about) == nil && uint32(about.Ino) == inode {
			return "network namespace " + strings.ToValidUTF8(each.Name(), "\uFFFD")
		}
	}
	return fmt.Sprintf("network namespace net:[%d]", inode)
}
