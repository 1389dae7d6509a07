package attach

import (
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/leftover"
	"github.com/ebpf-workbench/agent/rpc"
)

// reuseport attaches to the group of sockets that share a port: `tcp:8080`, `udp6:53`. The agent opens a socket of its
// own there. With it the program has a group to run for even when nobody listens, and sockets of root's that set
// SO_REUSEPORT, now or later, are in the same one. The program is the group's and would outlive the agent in it.
func reuseport(request Request, id uint32) (*Attached, error) {
	name, _, err := parseOptions(request.Target)
	if err != nil {
		return nil, err
	}
	group, err := parseGroup(request, name)
	if err != nil {
		return nil, err
	}
	entry, err := request.Leftovers.Add(leftover.Leftover{Reuseport: &group})
	if err != nil {
		return nil, refuse(err, "Attaching to a group of sockets, which outlives its maker")
	}
	// Nothing is left when the program is off the group, and when the socket was the only one in it.
	strike := func() error { return request.Leftovers.Forget(entry) }
	socket, err := group.Join()
	if err != nil {
		_ = strike()
		return nil, refuseSocket(err, group.Network, group.Port)
	}
	held := os.NewFile(uintptr(socket), "reuseport socket")
	put := func() error {
		return unix.SetsockoptInt(socket, unix.SOL_SOCKET, unix.SO_ATTACH_REUSEPORT_EBPF, request.Program.FD())
	}
	if err := put(); err != nil {
		held.Close()
		_ = strike()
		return nil, refuse(err, fmt.Sprintf("Attaching to the sockets on %s port %d", group.Network, group.Port))
	}
	closer := inOrder(func() error { return leftover.Detach(socket) }, held.Close, strike)
	// There is no question for this hook; taking a program off answers whether there was one.
	if err := leftover.Detach(socket); err != nil {
		return nil, notProved(inOrder(held.Close, strike), err, "Taking the program off once, as a proof: "+errno.Text(err))
	}
	if err := put(); err != nil {
		return nil, notProved(inOrder(held.Close, strike), err, "Putting the program on again: "+errno.Text(err))
	}
	go hangUp(held)
	return &Attached{Closer: closer, Link: rpc.AttachedLink{
		Kind: "reuseport", Target: name, Proof: "query",
		Detail: "the agent's own socket is one of the group; what the program leaves to it is dropped",
	}}, nil
}

var networks = map[string]string{
	"tcp": "tcp4", "tcp4": "tcp4", "tcp6": "tcp6", "udp": "udp4", "udp4": "udp4", "udp6": "udp6",
}

// parseGroup reads `tcp:8080`, `udp:127.0.0.1:53`, `tcp6:[::1]:80`. A group's sockets are bound to one address.
func parseGroup(request Request, name string) (leftover.Reuseport, error) {
	network, rest, _ := strings.Cut(name, ":")
	group := leftover.Reuseport{Network: networks[network]}
	address, port, err := net.SplitHostPort(rest)
	if err != nil {
		address, port = "", rest
	}
	number, err := strconv.ParseUint(port, 10, 16)
	group.Port, group.Address = int(number), net.ParseIP(address)
	isSix := strings.HasSuffix(group.Network, "6")
	if err != nil || number == 0 || group.Network == "" || address != "" && (group.Address == nil || (group.Address.To4() == nil) != isSix) {
		return leftover.Reuseport{}, rpc.Need("port", fmt.Sprintf(
			"%s chooses among sockets that share a port: write tcp:8080, udp6:53 or tcp:127.0.0.1:8080, for example. The "+
				"agent opens a socket there, beside root's that have set SO_REUSEPORT.", request.Name))
	}
	return group, nil
}

// hangUp takes what comes to the agent's own socket and lets go of it, so that no peer waits for an answer. It ends with
// the socket.
func hangUp(socket *os.File) {
	raw, err := socket.SyscallConn()
	if err != nil {
		return
	}
	buffer := make([]byte, 1)
	for {
		err := raw.Read(func(fd uintptr) bool {
			peer, _, err := unix.Accept4(int(fd), unix.SOCK_CLOEXEC)
			if err == nil {
				unix.Close(peer)
				return true
			}
			if errno.Is(err, unix.EOPNOTSUPP) { // It is UDP's.
				_, _, err = unix.Recvfrom(int(fd), buffer, 0)
			}
			return !errno.Is(err, unix.EAGAIN)
		})
		if err != nil {
			return
		}
		time.Sleep(time.Millisecond) // An error that stays must not keep a CPU busy.
	}
}

// refuseSocket is for what the socket layer answers.
func refuseSocket(err error, network string, port int) error {
	if errno.Is(err, unix.EADDRINUSE) {
		return rpc.Refuse(rpc.Busy, err, fmt.Sprintf(
			"Sockets on %s port %d do not share it: each of them must set SO_REUSEPORT before bind(), and belong to root.",
			network, port))
	}
	return refuse(err, fmt.Sprintf("Opening a socket on %s port %d", network, port))
}
