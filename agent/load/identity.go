package load

import (
	"encoding/hex"
	"unsafe"

	"github.com/cilium/ebpf"
	"golang.org/x/sys/unix"
)

// identity asks for a program's id and tag: the first members of struct bpf_prog_info. cilium/ebpf's Info reads the
// program's instructions, maps and type information as well, and takes longer than the load itself.
func identity(program *ebpf.Program) (id uint32, tag string, err error) {
	var info struct {
		kind, id uint32
		tag      [8]byte
	}
	attr := struct {
		fd, size uint32
		info     unsafe.Pointer
	}{uint32(program.FD()), uint32(unsafe.Sizeof(info)), unsafe.Pointer(&info)}
	_, _, failed := unix.Syscall(unix.SYS_BPF, unix.BPF_OBJ_GET_INFO_BY_FD, uintptr(unsafe.Pointer(&attr)), unsafe.Sizeof(attr))
	if failed != 0 {
		return 0, "", failed
	}
	return info.id, hex.EncodeToString(info.tag[:]), nil
}
