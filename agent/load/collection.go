package load

import (
	"github.com/cilium/ebpf"

	"github.com/ebpf-workbench/agent/rpc"
	"github.com/ebpf-workbench/agent/section"
)

// Collection holds what one object has in the kernel. Closing it lets go of everything.
type Collection struct {
	Programs map[string]*Program
	// tails are programs that only tail calls reach.
	tails  map[string]*Program
	maps   *mapSet
	spec   *ebpf.CollectionSpec
	ops    *structOps
	loader *programLoader
	// rows that are taken in maps that the agent fills, by map.
	rows map[string]map[uint32]bool
}

// Program is a loaded program and the section it came from.
type Program struct {
	*ebpf.Program
	ID      uint32
	Section section.Section
	// AttachType is what it was loaded for.
	AttachType ebpf.AttachType
}

// Adopt makes a collection of what was loaded before. It owns the programs and maps from here on.
func Adopt(programs map[string]*Program, maps map[string]*ebpf.Map) *Collection {
	return &Collection{
		Programs: programs, maps: &mapSet{created: maps, failed: make(map[string]error)}, spec: &ebpf.CollectionSpec{},
	}
}

// MapsByName are the collection's maps; they stay its own.
func (c *Collection) MapsByName() map[string]*ebpf.Map { return c.maps.created }

// DescribeMaps are the rows of the collection's maps, by name.
func (c *Collection) DescribeMaps() []rpc.LoadedMap { return c.maps.rows() }

// MapIDs are the kernel ids of the collection's maps, by name.
func (c *Collection) MapIDs() map[string]uint32 { return c.maps.ids() }

// Close lets go of programs and maps; the kernel frees them when no link holds them.
func (c *Collection) Close() {
	for _, program := range c.Programs {
		program.Close()
	}
	for _, program := range c.tails {
		program.Close()
	}
	c.maps.close()
}
