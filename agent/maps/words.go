package maps

import (
	"encoding/binary"
	"fmt"

	"github.com/cilium/ebpf"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/kernel"
)

// wrongKey says why these bytes are no key of this map; "" when they are.
func (m *Map) wrongKey(key []byte) string {
	switch {
	case len(key) == int(m.KeySize):
		return ""
	case m.KeySize == 0:
		return fmt.Sprintf("A map of the type %s has no keys.", m.TypeName())
	}
	return fmt.Sprintf("The key has %s, and those of this map have %d.", byteCount(len(key)), m.KeySize)
}

// wrongValue says why these bytes are no value of this map; "" when they are.
func (m *Map) wrongValue(value []byte) string {
	if len(value) == m.valueBytes {
		return ""
	}
	if m.slots > 1 {
		return fmt.Sprintf("The value has %s, and those of this map have %d: %d for each of %d CPUs.",
			byteCount(len(value)), m.valueBytes, m.valueBytes/m.slots, m.slots)
	}
	return fmt.Sprintf("The value has %s, and those of this map have %d.", byteCount(len(value)), m.valueBytes)
}

func (m *Map) outsideOfValue(offset uint64, length int) string {
	return fmt.Sprintf("%s at offset %d are not within the value, which has %d.", byteCount(length), offset, m.valueBytes)
}

func byteCount(count int) string {
	if count == 1 {
		return "1 byte"
	}
	return fmt.Sprintf("%d bytes", count)
}

func (m *Map) isArray() bool {
	switch m.kind {
	case ebpf.Array, ebpf.PerCPUArray, ebpf.ProgramArray, ebpf.ArrayOfMaps, ebpf.DevMap, ebpf.CPUMap:
		return true
	}
	return false
}

// updateRefused explains the error number of an update.
func (m *Map) updateRefused(err error, key []byte, flags uint64) string {
	switch {
	case errno.Is(err, unix.EPERM, unix.EACCES):
		return m.notWritable(err)
	case m.isArray() && binary.NativeEndian.Uint32(key) >= m.MaxEntries:
		return fmt.Sprintf("The index %d is outside of the array, which has %d entries from 0 on.",
			binary.NativeEndian.Uint32(key), m.MaxEntries)
	case errno.Is(err, unix.EEXIST) && m.isArray():
		return "Every index of an array is there from the beginning, so none can be new."
	case errno.Is(err, unix.EEXIST):
		return "There is an entry with this key already."
	case errno.Is(err, unix.ENOENT):
		return "There is no entry with this key, or no longer."
	case errno.Is(err, unix.E2BIG, unix.ENOSPC):
		return fmt.Sprintf("The map is full: it has room for %d entries (max_entries).", m.MaxEntries)
	case errno.Is(err, unix.ENOMEM):
		return "The kernel has no memory for another entry at this moment: ENOMEM."
	case errno.Is(err, unix.EINVAL) && m.kind == ebpf.LPMTrie:
		return fmt.Sprintf("The kernel does not take this key: EINVAL. Its first four bytes are the length of the prefix "+
			"in bits, which is %d at most.", 8*(m.KeySize-4))
	case errno.Is(err, unix.EINVAL) && flags != unix.BPF_ANY:
		return fmt.Sprintf("A map of the type %s makes no difference between new and existing entries: EINVAL.", m.TypeName())
	}
	return m.otherRefused(err, "updated")
}

// deleteRefused explains the error number of a deletion.
func (m *Map) deleteRefused(err error) string {
	switch {
	case errno.Is(err, unix.EPERM, unix.EACCES):
		return m.notWritable(err)
	case errno.Is(err, unix.ENOENT) && (m.kind == ebpf.Queue || m.kind == ebpf.Stack):
		return fmt.Sprintf("The %s is empty.", m.TypeName())
	case errno.Is(err, unix.ENOENT):
		return "There is no entry with this key, or no longer."
	case errno.Is(err, unix.EINVAL) && (m.kind == ebpf.Array || m.kind == ebpf.PerCPUArray):
		return "An array has all of its entries for as long as it lives; none can be deleted. Its value can be set to zero."
	}
	return m.otherRefused(err, "deleted from")
}

// notWritable says what forbids writing.
func (m *Map) notWritable(err error) string {
	switch {
	case m.Frozen():
		return "The map is frozen: since its maker said so, nobody can change it from user space. The constants of a " +
			"program (.rodata) are such a map."
	case m.Flags&unix.BPF_F_RDONLY != 0:
		return "The map was made with BPF_F_RDONLY: user space may only read it."
	}
	return fmt.Sprintf("The kernel does not let this agent change the map: %s. A security module may forbid it.", errno.Text(err))
}

func (m *Map) otherRefused(err error, verb string) string {
	switch {
	case errno.Is(err, unix.EBUSY):
		return "A program or another process was changing the same place of the map each time it was tried: EBUSY."
	case errno.Is(err, errno.ENOTSUPP, unix.EOPNOTSUPP):
		return fmt.Sprintf("A map of the type %s cannot be %s from user space: %s.", m.TypeName(), verb, errno.Name(err))
	}
	return fmt.Sprintf("The kernel refused this for a map of the type %s: %s.", m.TypeName(), errno.Text(err))
}

// Frozen tells whether user space may no longer write (Linux 5.2).
func (m *Map) Frozen() bool {
	info, err := kernel.FdinfoOf(m.fd)
	frozen, _ := info.Number("frozen")
	return err == nil && frozen != 0
}
