package maps

import (
	"encoding/binary"
	"errors"

	"github.com/cilium/ebpf"

	"github.com/ebpf-workbench/agent/kernel"
	"github.com/ebpf-workbench/agent/owners"
	"github.com/ebpf-workbench/agent/pins"
	"github.com/ebpf-workbench/agent/rpc"
)

// Surroundings are what many maps are described with: found once for all of them.
type Surroundings struct {
	Owners *owners.Index
	Pins   []rpc.HostPin
	// Ours are the ids of the maps that this session holds.
	Ours map[uint32]bool
}

// Look describes the map of an id; nil when there is none.
func Look(id uint32, around Surroundings) (*rpc.MapInfo, error) {
	m, err := Open(id)
	if errors.Is(err, ErrGone) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer m.Close()
	info := &rpc.MapInfo{
		ID: m.ID, Name: m.Name(), Type: m.TypeName(),
		KeySize: m.KeySize, ValueSize: m.ValueSize, MaxEntries: m.MaxEntries, Flags: m.Flags, Slots: m.slots,
		BTF: m.BTF, KeyType: m.KeyType, ValueType: m.ValueType, KernelValueType: m.KernelValueType,
		Owners: around.Owners.Map(id), Pins: pins.Paths(around.Pins, "map", id), Ours: around.Ours[id],
		InnerMap: m.innerMap(),
	}
	if about, err := kernel.FdinfoOf(m.fd); err == nil {
		info.Memory, _ = about.Number("memlock")
		frozen, _ := about.Number("frozen")
		info.Frozen = frozen != 0
	}
	return info, nil
}

// innerMap is one of the maps in a map of maps, as they are all alike; 0 when none was found. The kernel does not tell
// which map it was declared with, and that one may be gone.
func (m *Map) innerMap() uint32 {
	value := make([]byte, 4)
	switch m.kind {
	case ebpf.HashOfMaps:
		key := make([]byte, m.KeySize)
		if kernel.NextKey(m.fd, nil, key) != nil || kernel.Lookup(m.fd, key, value) != nil {
			return 0
		}
		return binary.NativeEndian.Uint32(value)
	case ebpf.ArrayOfMaps:
		key := make([]byte, 4)
		for index := range min(m.MaxEntries, 256) {
			binary.NativeEndian.PutUint32(key, index)
			if kernel.Lookup(m.fd, key, value) == nil {
				return binary.NativeEndian.Uint32(value)
			}
		}
	}
	return 0
}
