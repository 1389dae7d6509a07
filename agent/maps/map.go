// Package maps reads and changes maps by their kernel ids. It holds a map's file descriptor only while it works on it,
// so that looking at a map keeps none alive.
package maps

import (
	"errors"

	"github.com/cilium/ebpf"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/kernel"
)

// Map is an open map.
type Map struct {
	*kernel.MapInfo
	fd int
	// kind is the type in the numbers of enum bpf_map_type.
	kind ebpf.MapType
	// slots of each value, and the bytes of all of them as system calls carry them.
	slots, valueBytes int
}

// ErrGone says that there is no map with that id, or no longer.
var ErrGone = errors.New("there is no such map any more")

// Open opens the map of an id.
func Open(id uint32) (*Map, error) {
	fd, err := kernel.OpenMap(id)
	if errors.Is(err, unix.ENOENT) {
		return nil, ErrGone
	}
	if err != nil {
		return nil, err
	}
	info, err := kernel.InfoOfMap(fd)
	if err != nil {
		unix.Close(fd)
		return nil, err
	}
	m := &Map{MapInfo: info, fd: fd, kind: ebpf.MapType(info.Type), slots: 1, valueBytes: int(info.ValueSize)}
	switch m.kind {
	case ebpf.PerCPUHash, ebpf.LRUCPUHash, ebpf.PerCPUArray, ebpf.PerCPUCGroupStorage:
		m.slots, err = ebpf.PossibleCPU()
		m.valueBytes = m.slots * align(int(info.ValueSize))
	}
	if err != nil {
		m.Close()
		return nil, err
	}
	return m, nil
}

// Close lets go of the map.
func (m *Map) Close() { _ = unix.Close(m.fd) }

// TypeName is the kernel's name of the type.
func (m *Map) TypeName() string { return kernel.MapTypeName(m.Type) }

// align rounds up to where the kernel begins the next slot, or the next value of an array.
func align(size int) int { return (size + 7) &^ 7 }
