package session

import (
	"github.com/cilium/ebpf"

	"github.com/ebpf-workbench/agent/host"
	"github.com/ebpf-workbench/agent/kernel"
	"github.com/ebpf-workbench/agent/load"
	"github.com/ebpf-workbench/agent/rpc"
)

// ours lists the ids of all that this session holds.
func (s *Session) ours() host.Ours {
	s.mu.Lock()
	defer s.mu.Unlock()
	ours := host.Ours{
		Programs: make(map[uint32]bool), Maps: make(map[uint32]bool), Links: make(map[uint32]rpc.AttachedLink),
	}
	for _, held := range s.collections {
		for _, program := range held.Programs {
			ours.Programs[program.ID] = true
		}
		addMaps(ours.Maps, held)
	}
	for _, held := range s.links {
		ours.Links[held.Link.ID] = held.Link
	}
	return ours
}

// mapsOf lists the ids of a collection's maps; none when there is no such collection.
func (s *Session) mapsOf(collection int) map[uint32]bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	ids := make(map[uint32]bool)
	if held := s.collections[collection]; held != nil {
		addMaps(ids, held)
	}
	return ids
}

func addMaps(ids map[uint32]bool, held *load.Collection) {
	for _, m := range held.Maps() {
		if id, err := idOf(m); err == nil {
			ids[id] = true
		}
	}
}

func idOf(m *ebpf.Map) (uint32, error) {
	info, err := kernel.InfoOfMap(m.FD())
	if err != nil {
		return 0, err
	}
	return info.ID, nil
}
