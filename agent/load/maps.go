package load

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/btf"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/kernel"
	"github.com/ebpf-workbench/agent/rpc"
)

// mapSet are the maps of one object: created once, shared by all its programs. A map that could not be created
// fails only the programs that use it.
type mapSet struct {
	created map[string]*ebpf.Map
	failed  map[string]error
	// pinned are the paths of those that are pinned by name; fresh are those that were not there before.
	pinned map[string]string
	fresh  map[string]bool
}

// createMaps creates the maps that do not depend on a program. Maps that hold other maps come last, because
// they need those.
func createMaps(spec *ebpf.CollectionSpec, types *btf.Cache) (*mapSet, []rpc.Warning) {
	set := &mapSet{
		created: make(map[string]*ebpf.Map), failed: make(map[string]error),
		pinned: make(map[string]string), fresh: make(map[string]bool),
	}
	var warnings []rpc.Warning
	names := make([]string, 0, len(spec.Maps))
	for name, m := range spec.Maps {
		// The kernel makes a struct_ops map out of programs that are loaded already; attaching does that.
		if m.Type == ebpf.StructOpsMap {
			continue
		}
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if ra, rb := rank(spec.Maps[a]), rank(spec.Maps[b]); ra != rb {
			return ra - rb
		}
		return strings.Compare(a, b)
	})
	for _, name := range names {
		if err := set.open(spec, name, types); err != nil {
			set.failed[name] = rpc.Refuse(rpc.Other, err, "It uses a map that the kernel did not make. "+err.Error())
			warnings = append(warnings, rpc.Warning{Code: "mapFailed", Detail: err.Error()})
		}
	}
	return set, warnings
}

func rank(m *ebpf.MapSpec) int {
	if m.Type == ebpf.ArrayOfMaps || m.Type == ebpf.HashOfMaps {
		return 1
	}
	return 0
}

// create makes one map by way of a collection of just that map, so that cilium/ebpf fills and freezes it.
func (s *mapSet) create(spec *ebpf.CollectionSpec, name string, types *btf.Cache) error {
	only := &ebpf.CollectionSpec{Maps: map[string]*ebpf.MapSpec{name: spec.Maps[name].Copy()}, ByteOrder: spec.ByteOrder}
	if spec.Maps[name].Type == ebpf.ProgramArray {
		only.Maps[name].Contents = nil // Filled when the programs are there.
	}
	replacements := make(map[string]*ebpf.Map)
	for _, entry := range only.Maps[name].Contents {
		inner, ok := entry.Value.(string)
		if !ok {
			continue
		}
		if s.created[inner] == nil {
			return fmt.Errorf("map %s: its inner map %s could not be created", name, inner)
		}
		only.Maps[inner] = spec.Maps[inner]
		replacements[inner] = s.created[inner]
	}
	loaded, err := ebpf.NewCollectionWithOptions(only, ebpf.CollectionOptions{Cache: types, MapReplacements: replacements})
	if err != nil {
		return fmt.Errorf("map %s (%s): %w", name, mapTypeName(only.Maps[name].Type), err)
	}
	s.created[name] = loaded.DetachMap(name)
	loaded.Close()
	return nil
}

// fillProgramArrays does what the initialisers of the object's prog_array maps say, now that programs exist.
func (s *mapSet) fillProgramArrays(spec *ebpf.CollectionSpec, programs map[string]*Program) []rpc.Warning {
	var warnings []rpc.Warning
	for name, m := range spec.Maps {
		if m.Type != ebpf.ProgramArray || s.created[name] == nil {
			continue
		}
		for _, entry := range m.Contents {
			wanted, ok := entry.Value.(string)
			if !ok || programs[wanted] == nil {
				continue
			}
			if err := s.created[name].Put(entry.Key, programs[wanted].Program); err != nil {
				warnings = append(warnings, rpc.Warning{
					Code:   "mapNotFilled",
					Detail: fmt.Sprintf("Program %s could not be put into map %s: %s", wanted, name, errno.Text(err)),
				})
			}
		}
	}
	return warnings
}

// rows describes the maps as the kernel has them, by name.
func (s *mapSet) rows() []rpc.LoadedMap {
	rows := make([]rpc.LoadedMap, 0, len(s.created))
	for name, m := range s.created {
		row := rpc.LoadedMap{
			Name: name, Type: mapTypeName(m.Type()), Pinned: s.pinned[name],
			KeySize: m.KeySize(), ValueSize: m.ValueSize(), MaxEntries: m.MaxEntries(),
		}
		if info, err := kernel.InfoOfMap(m.FD()); err == nil {
			row.ID = info.ID
		}
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(a, b rpc.LoadedMap) int { return strings.Compare(a.Name, b.Name) })
	return rows
}

func (s *mapSet) ids() map[string]uint32 {
	ids := make(map[string]uint32, len(s.created))
	for name, m := range s.created {
		if info, err := kernel.InfoOfMap(m.FD()); err == nil {
			ids[name] = info.ID
		}
	}
	return ids
}

func (s *mapSet) close() {
	for _, m := range s.created {
		m.Close()
	}
}
