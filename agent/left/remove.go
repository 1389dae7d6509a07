package left

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/kernel"
	"github.com/ebpf-workbench/agent/pins"
	"github.com/ebpf-workbench/agent/rpc"
)

// Remove ends what was left under a name.
func Remove(name string) *rpc.HostChange {
	path, err := find(name)
	if errors.Is(err, fs.ErrNotExist) {
		return &rpc.HostChange{Done: true, Detail: fmt.Sprintf("There is no run named %s any more.", name)}
	}
	if err != nil {
		return &rpc.HostChange{Errno: errno.Name(err), Detail: err.Error() + "."}
	}
	if err := detachAll(path); err != nil {
		return &rpc.HostChange{Errno: errno.Name(err), Detail: fmt.Sprintf("Detaching what was left failed: %v.", err)}
	}
	if err := dissolve(path); err != nil {
		return &rpc.HostChange{Errno: errno.Name(err), Detail: fmt.Sprintf("Unpinning what was left failed: %v.", err)}
	}
	return &rpc.HostChange{Done: true}
}

// find returns the directory of a run that is there.
func find(name string) (string, error) {
	path, err := pathOf(name)
	if err != nil {
		return "", err
	}
	if !pins.Mounted(pins.Root) {
		return "", fs.ErrNotExist
	}
	about, err := os.Lstat(path)
	if err == nil && !about.IsDir() {
		return "", fmt.Errorf("%s is no directory", path)
	}
	return path, err
}

// detachAll takes the links off, so that they end even where others hold them. Links of other types end with the pin.
func detachAll(path string) error {
	found, err := pins.Walk(path)
	if err != nil {
		return err
	}
	for _, pin := range found {
		if pin.Kind != "link" {
			continue
		}
		fd, err := kernel.OpenPin(pin.Path)
		if errno.Is(err, unix.ENOENT) {
			continue
		}
		if err != nil {
			return fmt.Errorf("opening %s: %w", pin.Path, err)
		}
		err = kernel.DetachLink(fd)
		unix.Close(fd)
		// EINVAL comes from kernels before 5.9, ENOLINK when the target is gone.
		if err != nil && !errno.Is(err, unix.EOPNOTSUPP, unix.EINVAL, unix.ENOLINK) {
			return fmt.Errorf("detaching %s: %w", pin.Path, err)
		}
	}
	return nil
}
