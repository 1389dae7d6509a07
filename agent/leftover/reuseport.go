package leftover

import (
	"fmt"
	"net"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
)

// Reuseport is a program on the group of sockets that share a port. It lives as long as the group, which may have
// sockets of other processes.
type Reuseport struct {
	// Network is tcp4, tcp6, udp4 or udp6.
	Network string `json:"network"`
	// Address is that to which the group's sockets are bound, nil for all.
	Address net.IP `json:"address,omitempty"`
	Port    int    `json:"port"`
}

// Join opens a socket that is a member of the group: it listens on the same port and address as the others, which
// have SO_REUSEPORT and the same owner. The caller closes it.
func (r *Reuseport) Join() (socket int, err error) {
	family, kind := unix.AF_INET, unix.SOCK_STREAM
	four := &unix.SockaddrInet4{Port: r.Port}
	copy(four.Addr[:], r.Address.To4())
	var address unix.Sockaddr = four
	if r.Network == "tcp6" || r.Network == "udp6" {
		six := &unix.SockaddrInet6{Port: r.Port}
		copy(six.Addr[:], r.Address.To16())
		family, address = unix.AF_INET6, six
	}
	if r.Network == "udp4" || r.Network == "udp6" {
		kind = unix.SOCK_DGRAM
	}
	socket, err = unix.Socket(family, kind|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return -1, err
	}
	if family == unix.AF_INET6 {
		err = unix.SetsockoptInt(socket, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, 1)
	}
	if err == nil {
		err = unix.SetsockoptInt(socket, unix.SOL_SOCKET, unix.SO_REUSEPORT, 1)
	}
	if err == nil {
		err = unix.Bind(socket, address)
	}
	if err == nil && kind == unix.SOCK_STREAM {
		err = unix.Listen(socket, 16)
	}
	if err != nil {
		unix.Close(socket)
		return -1, err
	}
	return socket, nil
}

// Detach takes the program off the group that a socket is in. ENOENT says that there was none.
func Detach(socket int) error {
	return unix.SetsockoptInt(socket, unix.SOL_SOCKET, unix.SO_DETACH_REUSEPORT_BPF, 0)
}

func (r *Reuseport) remove() error {
	socket, err := r.Join()
	if err != nil {
		return fmt.Errorf("joining the sockets on port %d: %w", r.Port, err)
	}
	defer unix.Close(socket)
	if err := Detach(socket); err != nil && !errno.Is(err, unix.ENOENT) {
		return err
	}
	return nil
}
