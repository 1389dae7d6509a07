package host

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/rpc"
)

// Unpin removes one pin: a file in a BPF file system, and nothing else. What it pinned lives on while others hold it.
func Unpin(path string) *rpc.HostChange {
	if !filepath.IsAbs(path) {
		return &rpc.HostChange{Detail: fmt.Sprintf("%q is no absolute path.", path)}
	}
	real, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		return missingPin(path)
	}
	if err != nil {
		return failed(err, "Following "+path)
	}
	// The folder is held while it is looked at, so that nobody can put another in its place meanwhile.
	folder, err := unix.Open(filepath.Dir(real), unix.O_PATH|unix.O_DIRECTORY|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
	if err != nil {
		return failed(err, "Opening the folder of "+path)
	}
	defer unix.Close(folder)
	if !isBPF(folder) {
		return notInBPF(path)
	}
	err = unix.Unlinkat(folder, filepath.Base(real), 0)
	switch {
	case errno.Is(err, unix.ENOENT):
		return goneAlready("The pin")
	case errno.Is(err, unix.EISDIR):
		return &rpc.HostChange{Errno: "EISDIR", Detail: path + " is a directory; only single pins are removed."}
	case err != nil:
		return failed(err, "Removing "+path)
	}
	return &rpc.HostChange{Done: true}
}

// missingPin tells a pin that went meanwhile from a path where none can have been.
func missingPin(path string) *rpc.HostChange {
	real, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err == nil {
		if folder, err := unix.Open(real, unix.O_PATH|unix.O_DIRECTORY|unix.O_CLOEXEC, 0); err == nil {
			defer unix.Close(folder)
			if isBPF(folder) {
				return goneAlready("The pin")
			}
		}
	}
	return &rpc.HostChange{Errno: "ENOENT", Detail: "There is no " + path + "."}
}

func notInBPF(path string) *rpc.HostChange {
	return &rpc.HostChange{Detail: path + " is not in a BPF file system, and stays."}
}

func isBPF(folder int) bool {
	var about unix.Statfs_t
	return unix.Fstatfs(folder, &about) == nil && int64(about.Type) == unix.BPF_FS_MAGIC
}
