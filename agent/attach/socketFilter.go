package attach

import (
	"errors"
	"os"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/rpc"
)

// socketFilter attaches to a packet socket of the agent's own, which sees a copy of every packet of an interface, or
// of `any`. Nobody reads the socket: the filter runs before the kernel looks whether there is room, so a buffer of the
// smallest size is full after some packets and costs nothing more.
func socketFilter(request Request, id uint32) (*Attached, error) {
	name, _, err := parseOptions(request.Target)
	if err != nil {
		return nil, err
	}
	index, gone := 0, (func() string)(nil)
	if name != "any" {
		var device netlink.Link
		if device, err = request.device(name); err != nil {
			return nil, err
		}
		index, gone = device.Attrs().Index, deviceGone(device)
	}
	// Protocol 0 gives a deaf socket; it hears from the moment it is bound, and then it has its filter.
	socket, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return nil, refuse(err, "Opening a packet socket")
	}
	held := os.NewFile(uintptr(socket), "packet socket")
	_ = unix.SetsockoptInt(socket, unix.SOL_SOCKET, unix.SO_RCVBUF, 1)
	if err := unix.SetsockoptInt(socket, unix.SOL_SOCKET, unix.SO_ATTACH_BPF, request.Program.FD()); err != nil {
		held.Close()
		return nil, refuse(err, "Attaching to a packet socket")
	}
	if err := unix.Bind(socket, &unix.SockaddrLinklayer{Protocol: bigEndian16(unix.ETH_P_ALL), Ifindex: index}); err != nil {
		held.Close()
		return nil, refuse(err, "Binding a packet socket to "+name)
	}
	if err := hasProgram(socket); err != nil {
		return nil, notProved(held, err, "Asking the socket: "+err.Error())
	}
	return &Attached{Closer: held, Gone: gone, Link: rpc.AttachedLink{
		Kind: "socketFilter", Target: name, Proof: "query",
		Detail: "on a packet socket of the agent's own, which sees copies; what the program returns drops nothing",
	}}, nil
}

// hasProgram asks a socket for its filter. The kernel cannot show one that is a BPF program, and says so by EACCES; for
// a socket without a filter it shows one of length 0. See sk_get_filter() in net/core/filter.c.
func hasProgram(socket int) error {
	_, err := unix.GetsockoptInt(socket, unix.SOL_SOCKET, unix.SO_GET_FILTER)
	switch {
	case errno.Is(err, unix.EACCES):
		return nil
	case err != nil:
		return err
	}
	return errors.New("it shows no BPF program")
}

func bigEndian16(number uint16) uint16 { return number<<8 | number>>8 }
