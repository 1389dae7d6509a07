package session

import (
	"github.com/ebpf-workbench/agent/host"
	"github.com/ebpf-workbench/agent/rpc"
)

// ours lists the ids of all that this session holds.
func (s *Session) ours() host.Ours {
	own := s.ownMaps()
	s.mu.Lock()
	defer s.mu.Unlock()
	ours := host.Ours{Maps: own, Programs: make(map[uint32]bool), Links: make(map[uint32]rpc.AttachedLink)}
	for _, held := range s.collections {
		for _, program := range held.Programs {
			ours.Programs[program.ID] = true
		}
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
		for _, id := range held.MapIDs() {
			ids[id] = true
		}
	}
	return ids
}
