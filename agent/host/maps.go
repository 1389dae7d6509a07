package host

import (
	"github.com/cilium/ebpf"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/kernel"
	"github.com/ebpf-workbench/agent/pins"
	"github.com/ebpf-workbench/agent/rpc"
)

func (v *view) maps() ([]rpc.MapInfo, error) {
	ids, err := kernel.MapIDs()
	if err != nil {
		return nil, err
	}
	rows := make([]rpc.MapInfo, 0, len(ids))
	buffer := make([]byte, 0, 1024)
	for _, id := range ids {
		row, err := v.oneMap(id, buffer)
		if isGone(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		rows = append(rows, *row)
	}
	return rows, nil
}

func (v *view) oneMap(id uint32, buffer []byte) (*rpc.MapInfo, error) {
	fd, err := kernel.OpenMap(id)
	if err != nil {
		return nil, err
	}
	defer unix.Close(fd)
	info, err := kernel.InfoOfMap(fd)
	if err != nil {
		return nil, err
	}
	row := &rpc.MapInfo{
		ID: id, Name: info.Name(), Type: kernel.MapTypeName(info.Type), KeySize: info.KeySize, ValueSize: info.ValueSize,
		MaxEntries: info.MaxEntries, Flags: info.Flags, Slots: slotsOf(info.Type), BTF: info.BTF, KeyType: info.KeyType,
		ValueType: info.ValueType, KernelValueType: info.KernelValueType,
		Owners: v.owners.Map(id), Pins: pins.Paths(v.pins, "map", id), Ours: v.ours.Maps[id],
	}
	if about, err := kernel.ReadFdinfo(kernel.FdinfoPath(fd), buffer); err == nil {
		row.Memory, _ = about.Number("memlock")
		frozen, _ := about.Number("frozen")
		row.Frozen = frozen == 1
	}
	return row, nil
}

func slotsOf(kind uint32) int {
	switch ebpf.MapType(kind) {
	case ebpf.PerCPUHash, ebpf.LRUCPUHash, ebpf.PerCPUArray, ebpf.PerCPUCGroupStorage:
		return ebpf.MustPossibleCPU()
	}
	return 1
}
