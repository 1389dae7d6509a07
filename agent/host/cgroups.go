package host

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// cgroups is the unified hierarchy; root is empty where it is not mounted.
type cgroups struct {
	root   string
	folder int
}

func openCgroups() *cgroups {
	for _, root := range mounts("cgroup2") {
		if folder, err := unix.Open(root, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0); err == nil {
			return &cgroups{root: root, folder: folder}
		}
	}
	return &cgroups{folder: -1}
}

func (c *cgroups) close() {
	if c.folder != -1 {
		unix.Close(c.folder)
	}
}

// kernfsHandle is FILEID_KERNFS (include/linux/exportfs.h): a file handle that is a cgroup's id.
const kernfsHandle = 0xfe

// open opens the group of an id. The id is all that a file handle of this file system has, so that no search is needed.
func (c *cgroups) open(id uint64) (int, error) {
	if c.root == "" {
		return -1, errors.New("no cgroup2 file system is mounted")
	}
	handle := unix.NewFileHandle(kernfsHandle, binary.NativeEndian.AppendUint64(nil, id))
	return unix.OpenByHandleAt(c.folder, handle, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC)
}

// path is that of a group below the hierarchy's root, `/` for the root itself.
func (c *cgroups) path(id uint64) string {
	folder, err := c.open(id)
	if errors.Is(err, unix.ESTALE) || id == 0 {
		return "a control group that is gone"
	}
	if err != nil {
		return fmt.Sprintf("control group %d", id)
	}
	defer unix.Close(folder)
	path, err := os.Readlink("/proc/self/fd/" + strconv.Itoa(folder))
	if err != nil {
		return fmt.Sprintf("control group %d", id)
	}
	return "/" + strings.TrimPrefix(strings.TrimPrefix(path, c.root), "/")
}

// top lists the root and what is below it, level by level, but not more than limit.
func (c *cgroups) top(limit int) []string {
	if c.root == "" {
		return nil
	}
	found := []string{c.root}
	for begin := 0; begin < len(found) && len(found) < limit; {
		end := len(found)
		for _, parent := range found[begin:end] {
			entries, _ := os.ReadDir(parent)
			for _, entry := range entries {
				if entry.IsDir() && len(found) < limit {
					found = append(found, filepath.Join(parent, entry.Name()))
				}
			}
		}
		begin = end
	}
	return found
}
