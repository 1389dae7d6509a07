package load

import (
	"github.com/cilium/ebpf"

	"github.com/ebpf-workbench/agent/rpc"
)

// Adopt makes a collection of what was loaded before. It owns the programs and maps from here on.
func Adopt(programs map[string]*Program, maps map[string]*ebpf.Map) *Collection {
	return &Collection{Programs: programs, maps: &mapSet{created: maps, failed: make(map[string]error)}}
}

// DescribeMaps are the rows of the collection's maps, by name.
func (c *Collection) DescribeMaps() []rpc.LoadedMap { return c.maps.rows() }
