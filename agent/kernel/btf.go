package kernel

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// BTF is the type information of an id.
type BTF struct {
	// Name is empty for that of a program; `vmlinux` or a module's for the kernel's own.
	Name string
	// Kernel says that it is the kernel's or a module's.
	Kernel bool
	Bytes  []byte
}

// IsBase tells whether this is the kernel's own BTF, which those of modules go on from.
func (b *BTF) IsBase() bool { return b.Kernel && b.Name == "vmlinux" }

// ReadBTF reads the type information of an id. ENOENT means that it is gone. Of the kernel's own, which is large, it
// reads no bytes.
func ReadBTF(id uint32) (*BTF, error) {
	fd, err := OpenBTF(id)
	if err != nil {
		return nil, err
	}
	defer unix.Close(fd)
	var name [256]byte
	// struct bpf_btf_info
	info := struct {
		bytes              unsafe.Pointer
		size, id           uint32
		name               unsafe.Pointer
		nameLength, kernel uint32
	}{name: first(name[:]), nameLength: uint32(len(name))}
	if err := infoByFD(fd, unsafe.Pointer(&info), unsafe.Sizeof(info)); err != nil {
		return nil, err
	}
	found := &BTF{Name: unix.ByteSliceToString(name[:]), Kernel: info.kernel != 0, Bytes: []byte{}}
	if found.IsBase() || info.size == 0 {
		return found, nil
	}
	found.Bytes = make([]byte, info.size)
	info.bytes, info.nameLength = first(found.Bytes), uint32(len(name))
	return found, infoByFD(fd, unsafe.Pointer(&info), unsafe.Sizeof(info))
}
