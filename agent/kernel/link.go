package kernel

import (
	"encoding/binary"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// LinkInfo is struct bpf_link_info. What it tells of the target depends on the type.
type LinkInfo struct {
	Type, ID, Program, _ uint32
	target               [96]byte
}

// Word and Long read the members of the target by their offsets in the union.

func (i *LinkInfo) Word(offset int) uint32 { return binary.NativeEndian.Uint32(i.target[offset:]) }

func (i *LinkInfo) Long(offset int) uint64 { return binary.NativeEndian.Uint64(i.target[offset:]) }

// InfoOfLink asks for the information of an open link.
func InfoOfLink(fd int) (*LinkInfo, error) {
	info := new(LinkInfo)
	return info, infoByFD(fd, unsafe.Pointer(info), unsafe.Sizeof(*info))
}

// LinkText asks for a text of the target: a pointer and a length, at these offsets in the union.
func LinkText(fd, pointer, length int) (string, error) {
	info, text := new(LinkInfo), make([]byte, unix.PathMax)
	var pinned runtime.Pinner
	pinned.Pin(&text[0])
	defer pinned.Unpin()
	binary.NativeEndian.PutUint64(info.target[pointer:], uint64(uintptr(unsafe.Pointer(&text[0]))))
	binary.NativeEndian.PutUint32(info.target[length:], uint32(len(text)))
	if err := infoByFD(fd, unsafe.Pointer(info), unsafe.Sizeof(*info)); err != nil {
		return "", err
	}
	return unix.ByteSliceToString(text), nil
}

// DetachLink takes a link off its target; its holders keep an empty link. Linux 5.9, and for some types only.
func DetachLink(fd int) error {
	attr := struct{ fd uint32 }{uint32(fd)}
	_, err := call(unix.BPF_LINK_DETACH, unsafe.Pointer(&attr), unsafe.Sizeof(attr))
	return err
}

// Pin gives an object a name in a BPF file system.
func Pin(fd int, path string) error {
	name, err := unix.BytePtrFromString(path)
	if err != nil {
		return err
	}
	attr := struct {
		path      unsafe.Pointer
		fd, flags uint32
	}{path: unsafe.Pointer(name), fd: uint32(fd)}
	_, err = call(unix.BPF_OBJ_PIN, unsafe.Pointer(&attr), unsafe.Sizeof(attr))
	return err
}
