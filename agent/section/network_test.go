package section

import "testing"

func TestNetworkSections(t *testing.T) {
	for name, want := range map[string]Kind{
		"tc": TC, "tc/ingress": TC, "tcx/egress": TC, "classifier": TC, "classifier/ingress": TC, "tc_egress": TC,
		"?tc": TC, "action": TCAction, "netkit/primary": Netkit, "netkit/peer": Netkit,
		"cgroup_skb/ingress": Cgroup, "cgroup/skb": Cgroup, "cgroup/connect4": Cgroup, "cgroup/dev": Cgroup,
		"sockops": Cgroup, "sk_skb": SockMap, "sk_skb/stream_verdict": SockMap, "sk_msg": SockMap,
		"sk_lookup": NetNS, "flow_dissector": NetNS, "sk_reuseport": Reuseport, "sk_reuseport/migrate": Reuseport,
		"netfilter": Netfilter, "socket": SocketFilter, "socket1": SocketFilter,
		"lwt_in": LWT, "lwt_seg6local": LWT, "lirc_mode2": LircMode2,
		"xdp/devmap": XDPInMap, "xdp.frags/cpumap": XDPInMap, "xdp": XDP, "xdp/eth0": XDP,
		"tcx": TC, "cgroup": Other,
	} {
		if got := Parse(name); got.Kind != want {
			t.Errorf("%q: got kind %d, want %d", name, got.Kind, want)
		}
	}
}
