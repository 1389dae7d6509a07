package section

import "strings"

// networkPrefixes are compared in this order with the beginning of the name: cilium/ebpf does so, and with it
// libbpf before 1.0, whose `classifier/ingress` and `tc_egress` tutorials still use. The longer one comes first.
var networkPrefixes = []struct {
	prefix string
	kind   Kind
}{
	{"xdp.frags/devmap", XDPInMap}, {"xdp/devmap", XDPInMap},
	{"xdp.frags/cpumap", XDPInMap}, {"xdp/cpumap", XDPInMap},
	{"socket", SocketFilter},
	{"sk_reuseport", Reuseport},
	{"tcx/", TC}, {"tc", TC}, {"classifier", TC},
	{"action", TCAction},
	{"netkit/", Netkit},
	{"lwt_", LWT},
	{"sockops", Cgroup}, {"cgroup_skb/", Cgroup}, {"cgroup/", Cgroup},
	{"sk_skb", SockMap}, {"sk_msg", SockMap},
	{"lirc_mode2", LircMode2},
	{"flow_dissector", NetNS}, {"sk_lookup", NetNS},
	{"netfilter", Netfilter},
}

// networkKind tells the kind of a network, cgroup or socket section, Other for the rest. The attach type is the
// loaded program's to know.
func networkKind(bare string) Kind {
	for _, row := range networkPrefixes {
		if strings.HasPrefix(bare, row.prefix) {
			return row.kind
		}
	}
	return Other
}
