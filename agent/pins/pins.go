// Package pins finds what is pinned in a BPF file system.
package pins

import (
	"errors"
	"io/fs"
	"path/filepath"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/kernel"
	"github.com/ebpf-workbench/agent/rpc"
)

// Root is where a BPF file system is mounted as a rule.
const Root = "/sys/fs/bpf"

// Mounted tells whether path is in a BPF file system.
func Mounted(path string) bool {
	var about unix.Statfs_t
	return unix.Statfs(path, &about) == nil && int64(about.Type) == unix.BPF_FS_MAGIC
}

// Walk lists what is pinned below root, by path. Where no BPF file system is mounted, nothing is pinned. Pins that go
// meanwhile are left out.
func Walk(root string) ([]rpc.HostPin, error) {
	found := []rpc.HostPin{}
	if !Mounted(root) {
		return found, nil
	}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
			return nil
		}
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		if pin, ok := Look(path); ok {
			found = append(found, pin)
		}
		return nil
	})
	return found, err
}

// Paths are those of a list's pins that hold the object of that kind and id. It never returns nil.
func Paths(list []rpc.HostPin, kind string, id uint32) []string {
	paths := []string{}
	for _, pin := range list {
		if pin.Kind == kind && pin.ID == id {
			paths = append(paths, pin.Path)
		}
	}
	return paths
}

// Look tells what is pinned at a path; false when nothing is that this process may open.
func Look(path string) (rpc.HostPin, bool) {
	fd, err := kernel.OpenPin(path)
	if err != nil {
		return rpc.HostPin{}, false
	}
	defer unix.Close(fd)
	info, err := kernel.FdinfoOf(fd)
	if err != nil {
		return rpc.HostPin{}, false
	}
	// A link's fdinfo has its program's id as well, so links come first.
	for _, kind := range []struct{ name, field string }{{"link", "link_id"}, {"map", "map_id"}, {"program", "prog_id"}} {
		if id, ok := info.Number(kind.field); ok {
			return rpc.HostPin{Path: path, Kind: kind.name, ID: uint32(id)}, true
		}
	}
	return rpc.HostPin{}, false
}
