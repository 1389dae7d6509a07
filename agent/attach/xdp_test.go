package attach

import (
	"runtime"
	"strings"
	"testing"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/rpc"
)

// inNetworkOfItsOwn moves the test to a new network namespace, so that no other user of this machine's interfaces
// gets in its way. The thread ends with the test.
func inNetworkOfItsOwn(t *testing.T) {
	t.Helper()
	runtime.LockOSThread()
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		t.Fatalf("unshare: %v", err)
	}
}

// makeVeth makes a pair of interfaces whose driver has native XDP, and which carries nothing.
func makeVeth(t *testing.T) {
	t.Helper()
	pair := &netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: "ebwtest0"}, PeerName: "ebwtest1"}
	if err := netlink.LinkAdd(pair); err != nil {
		t.Fatalf("veth: %v", err)
	}
}

func TestXDPIsNativeWhereTheDriverCan(t *testing.T) {
	inNetworkOfItsOwn(t)
	makeVeth(t)
	f := loadFixture(t, "xdp")
	attached, refusal := f.attach("count", "ebwtest0")
	if refusal != nil {
		t.Fatalf("%+v", refusal)
	}
	if got := attached.Link; got.Kind != "xdp" || got.Target != "ebwtest0" || got.Mode != "native" || got.ModeReason != "" || got.ID == 0 {
		t.Errorf("%+v", got)
	}
	f.refuses("old_name", "ebwtest0", rpc.Busy, "ebwtest0 has an XDP program already (program")
	if err := attached.Close(); err != nil {
		t.Fatal(err)
	}
	f.attaches("with_frags", "ebwtest0", "xdp ebwtest0")
}

func TestXDPIsGenericElsewhereAndSaysWhy(t *testing.T) {
	inNetworkOfItsOwn(t)
	ifb := &netlink.Ifb{LinkAttrs: netlink.LinkAttrs{Name: "ebwtest2"}}
	if err := netlink.LinkAdd(ifb); err != nil {
		t.Fatalf("ifb: %v", err)
	}
	for device, driver := range map[string]string{"ebwtest2": "ifb", "lo": "loopback"} {
		attached, refusal := loadFixture(t, "xdp").attach("count", device)
		if refusal != nil {
			t.Fatalf("%+v", refusal)
		}
		if got := attached.Link; got.Mode != "generic" || !strings.Contains(got.ModeReason, driver+" has no native XDP") {
			t.Errorf("%+v", got)
		}
	}
}

func TestXDPWithoutInterface(t *testing.T) {
	inNetworkOfItsOwn(t)
	f := loadFixture(t, "xdp")
	f.refuses("count", "", rpc.NeedsTarget, "network interface")
	f.refuses("count", "l0", rpc.NoSuchTarget, "Did you mean lo")
}

func TestXDPModes(t *testing.T) {
	inNetworkOfItsOwn(t)
	makeVeth(t)
	f := loadFixture(t, "xdp")
	attached, refusal := f.attach("count", "ebwtest0,mode=generic")
	if refusal != nil || attached.Link.Mode != "generic" || attached.Link.ModeReason != "It was asked for." {
		t.Fatalf("%+v %+v", attached, refusal)
	}
	_ = attached.Close()
	f.refuses("count", "lo,mode=native", rpc.Unsupported, "loopback has no native XDP")
	f.refuses("count", "lo,mode=offload", rpc.Other, "native or generic")
	f.refuses("count", "lo,fast=yes", rpc.Other, "known: mode")
}

// TestXDPSaysWhyTheDriverRefuses has packets that do not fit into a page.
func TestXDPSaysWhyTheDriverRefuses(t *testing.T) {
	inNetworkOfItsOwn(t)
	makeVeth(t)
	for _, name := range []string{"ebwtest0", "ebwtest1"} {
		if err := netlink.LinkSetMTU(device(t, name), 9000); err != nil {
			t.Fatal(err)
		}
	}
	attached, refusal := loadFixture(t, "xdp").attach("count", "ebwtest0")
	if refusal != nil {
		t.Fatalf("%+v", refusal)
	}
	for _, words := range []string{"MTU is too large", "ip link set dev ebwtest0 mtu 3498", "xdp.frags"} {
		if got := attached.Link; got.Mode != "generic" || !strings.Contains(got.ModeReason, words) {
			t.Errorf("got %+v, want %q", got, words)
		}
	}
	for driver, want := range map[string]string{
		"virtio_net: Can't set XDP while guest is implementing GRO_HW/CSUM, disable GRO_HW/CSUM first": "gro_hw off lro off",
		"Too few free TX rings available: request 8 queues but max is 4":                               "ethtool -L eth0 combined",
	} {
		if got := explainDriver("eth0", "virtio_net", "EOPNOTSUPP", driver); !strings.Contains(got, want) {
			t.Errorf("%s: got %q", driver, got)
		}
	}
}
