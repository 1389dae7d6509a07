package leftover

import (
	"errors"
	"os"

	"github.com/cilium/ebpf"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
)

// StructOps is a structure of functions that was registered without a link: the kernel keeps its map until the
// element is deleted.
type StructOps struct {
	Map uint32 `json:"map"`
}

func (s *StructOps) remove() error {
	table, err := ebpf.NewMapFromID(ebpf.MapID(s.Map))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer table.Close()
	if table.Type() != ebpf.StructOpsMap {
		return nil // The number is another's by now.
	}
	err = table.Delete(uint32(0))
	// It was never registered, or is on its way out.
	if errors.Is(err, ebpf.ErrKeyNotExist) || errno.Is(err, unix.EINPROGRESS, unix.ENOENT) {
		return nil
	}
	return err
}
