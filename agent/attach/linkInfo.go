package attach

import (
	"bytes"
	"errors"
	"unsafe"

	"github.com/cilium/ebpf/link"
	"golang.org/x/sys/unix"
)

// iterTarget asks the kernel what an iterator goes over, which cilium/ebpf does not. The struct is the iter member of
// struct bpf_link_info.
func iterTarget(of link.Link) (string, error) {
	descriptor, ok := of.(interface{ FD() int })
	if !ok {
		return "", errors.New("the link has no descriptor")
	}
	name := make([]byte, 64)
	var info struct {
		kind, id, program, _ uint32
		name                 unsafe.Pointer
		nameLength           uint32
		_                    [44]byte
	}
	info.name, info.nameLength = unsafe.Pointer(&name[0]), uint32(len(name))
	attr := struct {
		fd, size uint32
		info     unsafe.Pointer
	}{uint32(descriptor.FD()), uint32(unsafe.Sizeof(info)), unsafe.Pointer(&info)}
	_, _, failed := unix.Syscall(unix.SYS_BPF, unix.BPF_OBJ_GET_INFO_BY_FD, uintptr(unsafe.Pointer(&attr)), unsafe.Sizeof(attr))
	if failed != 0 {
		return "", failed
	}
	text, _, _ := bytes.Cut(name, []byte{0})
	return string(text), nil
}
