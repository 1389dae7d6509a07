package host

import (
	"github.com/ebpf-workbench/agent/kernel"
	"github.com/ebpf-workbench/agent/maps"
	"github.com/ebpf-workbench/agent/rpc"
)

func (v *view) maps() ([]rpc.MapInfo, error) {
	ids, err := kernel.MapIDs()
	if err != nil {
		return nil, err
	}
	around := maps.Surroundings{Owners: v.owners, Pins: v.pins, Ours: v.ours.Maps}
	rows := make([]rpc.MapInfo, 0, len(ids))
	for _, id := range ids {
		row, err := maps.Look(id, around)
		if err != nil {
			return nil, err
		}
		if row != nil {
			rows = append(rows, *row)
		}
	}
	return rows, nil
}
