package load

import "github.com/cilium/ebpf"

// MapsByName are the collection's maps; they stay its own.
func (c *Collection) MapsByName() map[string]*ebpf.Map { return c.maps.created }
