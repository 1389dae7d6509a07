package attach

import (
	"errors"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/candidates"
	"github.com/ebpf-workbench/agent/lifetime"
	"github.com/ebpf-workbench/agent/rpc"
)

// put puts a socket into a map of the collection.
func (f fixture) put(name string, slot uint32, socket int) {
	f.t.Helper()
	must(f.t, f.collection.MapsByName()[name].Put(slot, uint64(socket)))
}

// pair is a TCP connection over lo: both ends.
func pair(t *testing.T) (client, server int) {
	t.Helper()
	listener := openSocket(t, unix.SOCK_STREAM, 0)
	client, ok := connects(t, portOf(t, listener))
	if !ok {
		t.Fatal("no connection over lo")
	}
	must(t, uninterrupted(func() (err error) {
		server, _, err = unix.Accept4(listener, unix.SOCK_CLOEXEC)
		return err
	}))
	t.Cleanup(func() { unix.Close(server) })
	must(t, unix.SetsockoptTimeval(server, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Usec: 300_000}))
	return client, server
}

// TestRedirectBetweenSockets has what one connection's end receives sent out of another connection's.
func TestRedirectBetweenSockets(t *testing.T) {
	aNetwork(t)
	f := loadFixture(t, "sockets")
	client, server := pair(t)
	otherServer, otherClient := pair(t)
	parser := f.proves("parser", "", "sockmap sockets", "query")
	verdict := f.proves("stream_verdict", "sockets", "sockmap sockets", "query")
	f.put("sockets", 0, server)
	f.put("sockets", 1, otherServer)
	must(t, unix.Send(client, []byte("hello"), 0))
	if !receives(otherClient) {
		t.Error("nothing came out of the other connection")
	}
	if f.count(0) == 0 || f.count(1) == 0 {
		t.Error("the parser or the verdict did not run")
	}
	f.refuses("bare_skb", "sockets", rpc.Busy, "program")
	must(t, verdict.Close())
	must(t, parser.Close())

	// The same hook again, now that it is free; and by its name.
	bare := f.proves("bare_skb", "hook=stream_verdict", "sockmap sockets", "query")
	must(t, bare.Close())
	f.refuses("bare_skb", "sockets,hook=parser", rpc.Other, "stream_parser, stream_verdict or verdict")
}

func TestMapsOfSockets(t *testing.T) {
	aNetwork(t)
	f := loadFixture(t, "sockets")
	client, server := pair(t)
	attached := f.proves("msg", "sockets", "sockmap sockets", "query")
	f.put("sockets", 0, client)
	if err := unix.Send(client, []byte("hello"), 0); err != unix.EACCES {
		t.Errorf("sending a message that is dropped: %v", err)
	}
	if f.count(4) == 0 || receives(server) {
		t.Error("the message was not dropped")
	}
	must(t, attached.Close())

	client, server = pair(t)
	attached = f.proves("verdict", "sockets", "sockmap sockets", "query")
	f.put("sockets", 0, server)
	must(t, unix.Send(client, []byte("hello"), 0))
	if !receives(server) || f.count(2) == 0 {
		t.Error("the verdict did not run or did not let pass")
	}
	must(t, attached.Close())
	f.refuses("msg", "socket", rpc.NoSuchTarget, "Did you mean sockets")
}

// TestSockmapByDetaching is the way of kernels before 5.18, which newer ones allow still.
func TestSockmapByDetaching(t *testing.T) {
	f := loadFixture(t, "sockets")
	request := f.request("msg")
	_, target, err := mapOfSockets(request, "")
	must(t, err)
	where := sockmapHook(target, request.Program, request.AttachType)
	if err := takeOffAndPutOn(where); err == nil {
		t.Error("a program that is not attached was taken for one that is")
	}
	attached := f.proves("msg", "", "sockmap sockets", "query")
	must(t, takeOffAndPutOn(where))
	if ids := programsOn(target, request.AttachType); len(ids) != 1 || uint32(ids[0]) != request.ID {
		t.Errorf("the map has %v", ids)
	}
	must(t, attached.Close())
	if ids := programsOn(target, request.AttachType); len(ids) != 0 {
		t.Errorf("the map has %v still", ids)
	}
}

// TestSocketLookup leads connections to port 7 to a listener on another.
func TestSocketLookup(t *testing.T) {
	aNetwork(t)
	f := loadFixture(t, "sockets")
	f.put("sockets", 0, openSocket(t, unix.SOCK_STREAM, 0))
	attached := f.proves("lookup", "", "netns the agent's network namespace", "linkInfo")
	if !strings.HasPrefix(attached.Link.Detail, "net:[") {
		t.Error(attached.Link.Detail)
	}
	if _, ok := connects(t, 7); !ok || f.count(5) == 0 {
		t.Error("the connection was not led to the listener")
	}
	must(t, attached.Close())
	if _, ok := connects(t, 7); ok {
		t.Error("it is still")
	}
	f.refuses("lookup", "eth0", rpc.Other, "no other target than a network namespace")
	f.refuses("lookup", "netns=ebwnet-missing", rpc.NoSuchTarget, "ebwnet-missing")
}

// TestNamespaceOfAnother attaches in the namespace of another process, which then goes away.
func TestNamespaceOfAnother(t *testing.T) {
	f := loadFixture(t, "sockets")
	other := exec.Command("unshare", "-n", "sleep", "60")
	must(t, other.Start())
	t.Cleanup(func() { _ = other.Process.Kill(); _ = other.Wait() })
	// The first thread, which /proc/self is about, may be in the namespace of a test that has ended.
	ours, err := os.Readlink(ownNamespace)
	must(t, err)
	for range 500 {
		if name, err := os.ReadFile("/proc/" + strconv.Itoa(other.Process.Pid) + "/comm"); err == nil && string(name) == "sleep\n" {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	attached := f.proves("lookup", "netns="+strconv.Itoa(other.Process.Pid), "netns network namespace of process "+strconv.Itoa(other.Process.Pid), "linkInfo")
	if attached.Link.Detail == ours {
		t.Error("it is in our own namespace")
	}
	if got := attached.Gone(); got != "" {
		t.Error(got)
	}
	_ = other.Process.Kill()
	_ = other.Wait()
	for range 500 {
		if attached.Gone() != "" {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("nobody noticed that the namespace went away")
}

// TestFlowDissector has packets dissected that a socket wants by their flow's hash.
func TestFlowDissector(t *testing.T) {
	aNetwork(t)
	f := loadFixture(t, "sockets")
	socket, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, int(bigEndian16(unix.ETH_P_ALL)))
	must(t, err)
	defer unix.Close(socket)
	must(t, unix.SetsockoptInt(socket, unix.SOL_PACKET, unix.PACKET_FANOUT, os.Getpid()&0xffff|unix.PACKET_FANOUT_HASH<<16))
	attached := f.proves("dissect", "", "netns the agent's network namespace", "linkInfo")
	f.refuses("dissect", "", rpc.Busy, "one flow dissector")
	f.runs(attached, 6, func() { sendUDP(t, [4]byte{127, 0, 0, 1}, 9) })
}

func TestSocketsThatShareAPort(t *testing.T) {
	aNetwork(t)
	f := loadFixture(t, "sockets")
	// The other one is bound to all addresses, as the agent's: only such are in one group.
	member := openSocket(t, unix.SOCK_DGRAM, -1, unix.SO_REUSEPORT)
	must(t, unix.Bind(member, &unix.SockaddrInet4{Port: 5353}))
	f.put("group", 0, member)
	attached := f.proves("choose", "udp:5353", "reuseport udp:5353", "query")
	for range 20 { // By their flow's hash about half would go to the agent's.
		if sendUDP(t, [4]byte{127, 0, 0, 1}, 5353); !receives(member) {
			t.Fatal("the program did not choose")
		}
	}
	f.runs(attached, 7, func() { sendUDP(t, [4]byte{127, 0, 0, 1}, 5353) })

	attached = f.proves("choose", "tcp:8081", "reuseport tcp:8081", "query")
	socket, ok := connects(t, 8081)
	var n int
	err := uninterrupted(func() (err error) {
		n, err = unix.Read(socket, make([]byte, 1))
		return err
	})
	if !ok || n > 0 || err != nil && err != unix.ECONNRESET {
		t.Errorf("the agent's own socket does not hang up: %v %d %v", ok, n, err)
	}
	if f.count(7) == 0 {
		t.Error("the program did not run")
	}
	must(t, attached.Close())
	if _, ok := connects(t, 8081); ok {
		t.Error("the agent still listens")
	}
	atOne := openSocket(t, unix.SOCK_DGRAM, -1, unix.SO_REUSEPORT)
	must(t, unix.Bind(atOne, local(5354)))
	f.put("group", 1, atOne)
	f.runs(f.proves("choose", "udp:127.0.0.1:5354", "reuseport udp:127.0.0.1:5354", "query"), 7, func() {
		sendUDP(t, [4]byte{127, 0, 0, 1}, 5354)
	})
	must(t, f.proves("choose", "tcp6:[::1]:8083", "reuseport tcp6:[::1]:8083", "query").Close())
	openSocket(t, unix.SOCK_STREAM, 8082)
	f.refuses("choose", "tcp:8082", rpc.Busy, "SO_REUSEPORT before bind()")
	f.refuses("choose", "", rpc.NeedsTarget, "tcp:8080")
	f.refuses("choose", "tcp:[::1]:80", rpc.NeedsTarget, "tcp:127.0.0.1:8080")
	f.refuses("choose", "sctp:80", rpc.NeedsTarget, "tcp:8080")
}

func TestNetfilter(t *testing.T) {
	aNetwork(t)
	f := loadFixture(t, "sockets")
	if f.collection.Programs["drop"] == nil {
		t.Skip("this kernel has no netfilter programs (Linux 6.4)")
	}
	receiver := openSocket(t, unix.SOCK_DGRAM, 7777)
	send := func() bool {
		sendUDP(t, [4]byte{127, 0, 0, 1}, 7777)
		return receives(receiver)
	}
	attached := f.proves("drop", "ipv4:local_in,priority=-7", "netfilter ipv4:local_in", "linkInfo")
	if send() || f.count(8) == 0 || attached.Link.Detail != "priority -7" {
		t.Errorf("not dropped: %+v", attached.Link)
	}
	f.refuses("drop", "ipv4:local_in,priority=-7", rpc.Busy, "taken once")
	must(t, attached.Close())
	if !send() {
		t.Error("dropped still")
	}
	for _, place := range []string{"ipv6:pre_routing", "ipv4:post_routing", "ipv4:forward"} {
		must(t, f.proves("drop", place, "netfilter "+place, "linkInfo").Close())
	}
	defrag := f.proves("drop", "ipv4:pre_routing,priority=5,defrag=yes", "netfilter ipv4:pre_routing", "linkInfo")
	if defrag.Link.Detail != "priority 5, fragments are put together first" {
		t.Error(defrag.Link.Detail)
	}
	f.refuses("drop", "", rpc.NeedsTarget, "ipv4:pre_routing")
	f.refuses("drop", "ipv4:prerouting", rpc.NoSuchTarget, "Did you mean ipv4:pre_routing")
	f.refuses("drop", "ipv4:forward,priority=x", rpc.Other, "number between")
	f.refuses("drop", "ipv4:forward,defrag=maybe", rpc.Other, "yes or no")
}

func TestSocketFilter(t *testing.T) {
	aNetwork(t)
	f := loadFixture(t, "sockets")
	send := func() { sendUDP(t, [4]byte{127, 0, 0, 1}, 9) }
	f.runs(f.proves("filter", "lo", "socketFilter lo", "query"), 9, send)
	f.runs(f.proves("filter", "any", "socketFilter any", "query"), 9, send)
	onAnother := f.proves("filter", "ebwnet0", "socketFilter ebwnet0", "query")
	before := f.count(9)
	if send(); f.count(9) != before {
		t.Error("it sees the packets of another interface")
	}
	must(t, onAnother.Close())
	f.refuses("filter", "", rpc.NeedsTarget, "network interface")

	// The proof can fail.
	if err := hasProgram(openSocket(t, unix.SOCK_DGRAM, -1)); err == nil {
		t.Error("a socket without a program is said to have one")
	}
}

// TestInfrared has neither a receiver nor a kernel that loads programs for one (CONFIG_BPF_LIRC_MODE2).
func TestInfrared(t *testing.T) {
	if receivers, err := candidates.Lirc(); err != nil || len(receivers) > 0 {
		t.Fatalf("this machine has %v: attach to them here", receivers)
	}
	_, err := lirc(Request{Name: "infrared", Target: "/dev/lirc0", Leftovers: &lifetime.Book{}}, 0)
	var refusal *rpc.Refusal
	if !errors.As(err, &refusal) || refusal.Problem != rpc.NoSuchTarget || !strings.Contains(refusal.Detail, "no infrared receiver") {
		t.Errorf("%v", err)
	}
}
