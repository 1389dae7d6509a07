package load

import (
	"fmt"
	"maps"
	"slices"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/btf"
)

// variable is where a global variable lies: in the contents of a data section's map.
type variable struct {
	section      string
	offset, size uint32
}

// setGlobals gives global variables other first values than the file does. It must come before the maps are made.
func setGlobals(spec *ebpf.CollectionSpec, globals map[string][]byte) error {
	// In the order of their names, so that of two mistakes the same one is always reported.
	for _, name := range slices.Sorted(maps.Keys(globals)) {
		place, err := findVariable(spec, name)
		if err != nil {
			return err
		}
		bytes := globals[name]
		if len(bytes) != int(place.size) {
			return fmt.Errorf("the global variable %s has %d bytes, and was given %d", name, place.size, len(bytes))
		}
		section := spec.Maps[place.section]
		data, ok := []byte(nil), false
		if section != nil && len(section.Contents) == 1 {
			data, ok = section.Contents[0].Value.([]byte)
		}
		if !ok || uint64(place.offset)+uint64(place.size) > uint64(len(data)) {
			return fmt.Errorf("the global variable %s lies outside of its section %s", name, place.section)
		}
		data = slices.Clone(data)
		copy(data[place.offset:], bytes)
		section.Contents = []ebpf.MapKV{{Key: uint32(0), Value: data}}
	}
	return nil
}

// findVariable also finds static variables, which only the type information knows by name.
func findVariable(spec *ebpf.CollectionSpec, name string) (variable, error) {
	if v := spec.Variables[name]; v != nil {
		return variable{v.SectionName, v.Offset, v.Size()}, nil
	}
	var found []variable
	for section, m := range spec.Maps {
		types, ok := m.Value.(*btf.Datasec)
		if !ok {
			continue
		}
		for _, v := range types.Vars {
			if v.Type.TypeName() == name {
				found = append(found, variable{section, v.Offset, v.Size})
			}
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return variable{}, fmt.Errorf("the object has no global variable named %q", name)
	}
	return variable{}, fmt.Errorf("the object has %d static variables named %q, so it is not certain which is meant", len(found), name)
}
