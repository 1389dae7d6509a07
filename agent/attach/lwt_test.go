package attach

import (
	"encoding/binary"
	"net"
	"testing"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/rpc"
)

// TestRoutesThatRunPrograms sends packets along routes that the attachments made.
func TestRoutesThatRunPrograms(t *testing.T) {
	aNetwork(t)
	f := loadFixture(t, "sockets")
	send := func() { sendUDP(t, [4]byte{10, 99, 0, 5}, 9) }
	f.runs(f.proves("route_out", "10.99.0.0/24,dev=ebwnet0", "lwt 10.99.0.0/24 dev ebwnet0", "query"), 11, send)
	f.runs(f.proves("route_xmit", "10.99.0.0/24,dev=ebwnet0,via=10.88.0.2", "lwt 10.99.0.0/24 dev ebwnet0", "query"), 12, send)
	writeFile(t, "/proc/sys/net/ipv4/ip_forward", "1")
	arrive := func() { arrives(t, ipv4Packet()) }
	f.runs(f.proves("route_in", "10.99.0.0/24,dev=lo", "lwt 10.99.0.0/24 dev lo", "query"), 10, arrive)

	attached := f.proves("seg6local", "2001:db8:99::/64,dev=ebwnet0", "lwt 2001:db8:99::/64 dev ebwnet0", "query")
	if got := attached.Link.Detail; got != "a route in table 254, made for it" {
		t.Error(got)
	}
	f.runs(attached, 13, func() { arrives(t, segmentRouted()) })

	attached = f.proves("route_xmit", "10.99.0.0/24,dev=ebwnet0,table=77", "lwt 10.99.0.0/24 dev ebwnet0", "query")
	f.refuses("route_xmit", "10.99.0.0/24,dev=ebwnet0,table=77", rpc.Busy, "already")
	if got := attached.Gone(); got != "" {
		t.Error(got)
	}
	must(t, netlink.LinkSetDown(device(t, "ebwnet0")))
	if got := attached.Gone(); got != "The route to 10.99.0.0/24 is gone, as routes go when their interface is set down." {
		t.Errorf("got %q", got)
	}
	f.refuses("route_xmit", "10.99.0.0/24,dev=ebwnet0", rpc.Other, "ip link set ebwnet0 up")
	must(t, attached.Close())
	f.refuses("route_xmit", "10.99.0.0/24", rpc.NeedsTarget, "10.99.0.0/24,dev=eth0")
	f.refuses("route_xmit", "10.99.0.0,dev=lo", rpc.NeedsTarget, "not a prefix")
	f.refuses("route_xmit", "10.99.0.0/24,dev=l0", rpc.NoSuchTarget, "Did you mean lo")
	f.refuses("seg6local", "10.99.0.0/24,dev=lo", rpc.NoSuchTarget, "IPv6")
}

type packet struct {
	protocol uint16
	bytes    []byte
}

// arrives has a packet come in at ebwnet0.
func arrives(t *testing.T, one packet) {
	t.Helper()
	socket, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, 0)
	must(t, err)
	defer unix.Close(socket)
	frame := append([]byte{}, device(t, "ebwnet0").Attrs().HardwareAddr...)
	frame = append(frame, device(t, "ebwnet1").Attrs().HardwareAddr...)
	frame = append(binary.BigEndian.AppendUint16(frame, one.protocol), one.bytes...)
	must(t, unix.Sendto(socket, frame, 0, &unix.SockaddrLinklayer{Ifindex: device(t, "ebwnet1").Attrs().Index, Halen: 6}))
}

// ipv4Packet is UDP from 10.88.0.2 to 10.99.0.5.
func ipv4Packet() packet {
	bytes := []byte{
		0x45, 0, 0, 28, 0, 1, 0, 0, 64, unix.IPPROTO_UDP, 0, 0, 10, 88, 0, 2, 10, 99, 0, 5,
		0x30, 0x39, 0, 9, 0, 8, 0, 0,
	}
	var sum uint32
	for i := 0; i < 20; i += 2 {
		sum += uint32(binary.BigEndian.Uint16(bytes[i:]))
	}
	binary.BigEndian.PutUint16(bytes[10:], ^uint16(sum+sum>>16))
	return packet{unix.ETH_P_IP, bytes}
}

// segmentRouted is a packet with a segment routing header that has one segment left to go.
func segmentRouted() packet {
	source, here, next := net.ParseIP("2001:db8:88::2"), net.ParseIP("2001:db8:99::1"), net.ParseIP("2001:db8:77::1")
	header := []byte{59, 4, 4, 1, 1, 0, 0, 0} // No next header, 4 words, type 4, 1 segment left of 2.
	header = append(append(header, next...), here...)
	bytes := []byte{0x60, 0, 0, 0, 0, byte(len(header)), unix.IPPROTO_ROUTING, 64}
	bytes = append(append(bytes, source...), here...)
	return packet{unix.ETH_P_IPV6, append(bytes, header...)}
}
