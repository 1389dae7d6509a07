package load

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/btf"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/pins"
)

// open makes a map, or takes the one that is pinned by its name.
func (s *mapSet) open(spec *ebpf.CollectionSpec, name string, types *btf.Cache) error {
	m := spec.Maps[name]
	if m.Pinning == ebpf.PinNone {
		return s.create(spec, name, types)
	}
	// Pinning is done here. cilium/ebpf is not to do it a second time, for each program that uses the map.
	m.Pinning = ebpf.PinNone
	path := filepath.Join(pins.Root, name)
	held, err := openPinned(m, path)
	if held == nil && err == nil {
		if err := s.create(spec, name, types); err != nil {
			return err
		}
		// Another agent may have been faster by this much; its map is the one then.
		if err = pin(s.created[name], path); errors.Is(err, unix.EEXIST) {
			s.created[name].Close()
			delete(s.created, name)
			held, err = openPinned(m, path)
		} else {
			s.fresh[name] = err == nil
		}
	}
	if err != nil {
		if unpinned := s.created[name]; unpinned != nil {
			unpinned.Close()
			delete(s.created, name)
		}
		return fmt.Errorf("map %s (%s): %w", name, mapTypeName(m.Type), err)
	}
	if held != nil {
		s.created[name] = held
	}
	s.pinned[name] = path
	return nil
}

// openPinned opens the map that is pinned where a map with LIBBPF_PIN_BY_NAME of this name belongs; nil when none is.
// Like libbpf it takes one that has the same shape, with what is in it, and refuses any other.
func openPinned(spec *ebpf.MapSpec, path string) (*ebpf.Map, error) {
	if !pins.Mounted(filepath.Dir(path)) {
		return nil, fmt.Errorf("it is pinned by name, and no BPF file system is mounted at %s; "+
			"`mount -t bpf bpf %s` mounts one", filepath.Dir(path), filepath.Dir(path))
	}
	m, err := ebpf.LoadPinnedMap(path, nil)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case errors.Is(err, unix.EINVAL), errors.Is(err, unix.EACCES):
		return nil, fmt.Errorf("it is pinned by name, and what is at %s is no map that can be opened: %s", path, errno.Text(err))
	case err != nil:
		return nil, fmt.Errorf("opening the map pinned at %s: %w", path, err)
	}
	if differences := differ(spec, m); len(differences) > 0 {
		m.Close()
		return nil, fmt.Errorf("it is pinned by name, and the map that is pinned at %s already is another one: %s. "+
			"Unpin that one (remove the file), or give this one another name", path, strings.Join(differences, ", "))
	}
	return m, nil
}

// pin makes the map outlive its run, at path.
func pin(m *ebpf.Map, path string) error {
	if err := m.Pin(path); err != nil {
		return fmt.Errorf("pinning it at %s: %w", path, err)
	}
	return nil
}

// differ lists what a pinned map has otherwise than the file declares it.
func differ(spec *ebpf.MapSpec, m *ebpf.Map) []string {
	// cilium/ebpf knows which sizes the kernel fills in by itself.
	incompatible := spec.Compatible(m)
	if incompatible == nil {
		return nil
	}
	var found []string
	if m.Type() != spec.Type {
		found = append(found, fmt.Sprintf("it is a %s, here a %s", mapTypeName(m.Type()), mapTypeName(spec.Type)))
	}
	for _, about := range []struct {
		name         string
		pinned, here uint32
	}{
		{"key size", m.KeySize(), spec.KeySize},
		{"value size", m.ValueSize(), spec.ValueSize},
		{"max_entries", m.MaxEntries(), spec.MaxEntries},
		{"map_flags", m.Flags(), spec.Flags},
	} {
		if about.pinned != about.here && about.here != 0 {
			found = append(found, fmt.Sprintf("its %s is %d, here %d", about.name, about.pinned, about.here))
		}
	}
	if len(found) == 0 {
		found = append(found, incompatible.Error())
	}
	return found
}

// unpin takes back what this load has pinned.
func (s *mapSet) unpin() {
	for name, path := range s.pinned {
		if s.fresh[name] {
			_ = os.Remove(path)
			delete(s.pinned, name)
		}
	}
}
