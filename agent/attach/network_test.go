package attach

import (
	"net"
	"os"
	"testing"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// proves attaches a program and checks its kind and target, and how it was proved.
func (f fixture) proves(program, target, want, proof string) *Attached {
	f.t.Helper()
	attached, refusal := f.attach(program, target)
	if refusal != nil {
		f.t.Fatalf("%s: %+v", program, refusal)
	}
	link := attached.Link
	if got := link.Kind + " " + link.Target; got != want || link.Proof != proof || link.ProgramID == 0 || (link.ID != 0) != (proof == "linkInfo") {
		f.t.Errorf("%s: got %+v, want %s by %s", program, link, want, proof)
	}
	return attached
}

// count is how often a program ran: its slot of the map `seen`.
func (f fixture) count(slot uint32) (n uint64) {
	f.t.Helper()
	if err := f.collection.MapsByName()["seen"].Lookup(slot, &n); err != nil {
		f.t.Fatal(err)
	}
	return n
}

// runs checks that an action makes a program run, and that it does not run when it is detached.
func (f fixture) runs(attached *Attached, slot uint32, action func()) {
	f.t.Helper()
	before := f.count(slot)
	action()
	if f.count(slot) == before {
		f.t.Errorf("%s did not run", attached.Link.Program)
	}
	if err := attached.Close(); err != nil {
		f.t.Errorf("%s: %v", attached.Link.Program, err)
	}
	before = f.count(slot)
	action()
	if f.count(slot) != before {
		f.t.Errorf("%s runs after it was detached", attached.Link.Program)
	}
}

// aNetwork is a namespace of the test's own in which lo is up, and ebwnet0 and ebwnet1 are the ends of a pair.
// ebwnet0 is 10.88.0.1/24; nothing answers at the other end, whose neighbour 10.88.0.2 is known all the same.
func aNetwork(t *testing.T) {
	t.Helper()
	inNetworkOfItsOwn(t)
	pair := &netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: "ebwnet0"}, PeerName: "ebwnet1"}
	must(t, netlink.LinkAdd(pair))
	for _, name := range []string{"lo", "ebwnet0", "ebwnet1"} {
		must(t, netlink.LinkSetUp(device(t, name)))
	}
	address, err := netlink.ParseAddr("10.88.0.1/24")
	must(t, err)
	must(t, netlink.AddrAdd(device(t, "ebwnet0"), address))
	must(t, netlink.NeighSet(&netlink.Neigh{
		LinkIndex: device(t, "ebwnet0").Attrs().Index, State: netlink.NUD_PERMANENT, IP: net.IPv4(10, 88, 0, 2),
		HardwareAddr: device(t, "ebwnet1").Attrs().HardwareAddr,
	}))
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

// A socket must be made on the test's own thread, which alone is in its namespace; package net goes elsewhere to wait.
func openSocket(t *testing.T, kind int, port int, options ...int) int {
	t.Helper()
	socket, err := unix.Socket(unix.AF_INET, kind|unix.SOCK_CLOEXEC, 0)
	must(t, err)
	t.Cleanup(func() { unix.Close(socket) })
	for _, option := range options {
		must(t, unix.SetsockoptInt(socket, unix.SOL_SOCKET, option, 1))
	}
	must(t, unix.SetsockoptTimeval(socket, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Usec: 300_000}))
	must(t, unix.SetsockoptTimeval(socket, unix.SOL_SOCKET, unix.SO_SNDTIMEO, &unix.Timeval{Usec: 300_000}))
	if port >= 0 {
		must(t, unix.Bind(socket, local(port)))
		if kind == unix.SOCK_STREAM {
			must(t, unix.Listen(socket, 8))
		}
	}
	return socket
}

func local(port int) *unix.SockaddrInet4 {
	return &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}, Port: port}
}

func portOf(t *testing.T, socket int) int {
	t.Helper()
	address, err := unix.Getsockname(socket)
	must(t, err)
	return address.(*unix.SockaddrInet4).Port
}

// sendUDP sends a datagram; a filter on the way may refuse it.
func sendUDP(t *testing.T, to [4]byte, port int) {
	t.Helper()
	socket := openSocket(t, unix.SOCK_DGRAM, -1)
	_ = unix.Sendto(socket, []byte("hello"), 0, &unix.SockaddrInet4{Addr: to, Port: port})
}

// uninterrupted repeats a call on a socket with a time limit: the kernel does not go on with such a one after a signal,
// and Go sends its threads some.
func uninterrupted(call func() error) error {
	for {
		if err := call(); err != unix.EINTR {
			return err
		}
	}
}

// receives tells whether a datagram is there or comes within the socket's patience.
func receives(socket int) (did bool) {
	_ = uninterrupted(func() error {
		n, _, err := unix.Recvfrom(socket, make([]byte, 64), 0)
		did = err == nil && n > 0
		return err
	})
	return did
}

// connects tells whether a connection to a local port succeeds.
func connects(t *testing.T, port int) (socket int, ok bool) {
	t.Helper()
	socket = openSocket(t, unix.SOCK_STREAM, -1)
	err := uninterrupted(func() error { return unix.Connect(socket, local(port)) })
	// It was interrupted, and went on by itself.
	return socket, err == nil || err == unix.EISCONN
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	must(t, os.WriteFile(path, []byte(text), 0))
}
