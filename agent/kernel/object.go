// Package kernel makes the bpf(2) calls that cilium/ebpf does not make, or makes at a higher price: objects by id as
// plain file descriptors, their information in one call, and whole batches of entries into a buffer of the caller.
// The layouts are those of include/uapi/linux/bpf.h; a kernel that is older than a member leaves it zero.
package kernel

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// call does not repeat on EINTR: some commands mean something else by it.
func call(command int, attr unsafe.Pointer, size uintptr) (int, error) {
	result, _, failed := unix.Syscall(unix.SYS_BPF, uintptr(command), uintptr(attr), size)
	if failed != 0 {
		return -1, failed
	}
	return int(result), nil
}

// OpenProgram, OpenMap, OpenLink and OpenBTF open the object of an id. ENOENT means that it is gone.

func OpenProgram(id uint32) (int, error) { return open(unix.BPF_PROG_GET_FD_BY_ID, id) }

func OpenMap(id uint32) (int, error) { return open(unix.BPF_MAP_GET_FD_BY_ID, id) }

func OpenLink(id uint32) (int, error) { return open(unix.BPF_LINK_GET_FD_BY_ID, id) }

func OpenBTF(id uint32) (int, error) { return open(unix.BPF_BTF_GET_FD_BY_ID, id) }

func open(command int, id uint32) (int, error) {
	attr := struct{ id, next, flags uint32 }{id: id}
	return call(command, unsafe.Pointer(&attr), unsafe.Sizeof(attr))
}

// OpenPin opens what is pinned at a path.
func OpenPin(path string) (int, error) {
	name, err := unix.BytePtrFromString(path)
	if err != nil {
		return -1, err
	}
	attr := struct {
		path      unsafe.Pointer
		fd, flags uint32
	}{path: unsafe.Pointer(name)}
	return call(unix.BPF_OBJ_GET, unsafe.Pointer(&attr), unsafe.Sizeof(attr))
}

// EnableStats makes the kernel count and time the runs of all programs until the file descriptor is closed. Linux 5.8.
func EnableStats() (int, error) {
	attr := struct{ kind uint32 }{unix.BPF_STATS_RUN_TIME}
	return call(unix.BPF_ENABLE_STATS, unsafe.Pointer(&attr), unsafe.Sizeof(attr))
}
