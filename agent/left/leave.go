package left

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/ebpf-workbench/agent/attach"
	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/kernel"
	"github.com/ebpf-workbench/agent/load"
	"github.com/ebpf-workbench/agent/pins"
	"github.com/ebpf-workbench/agent/rpc"
)

// Leave pins a collection and what was attached of it, all or nothing but for the attachments that cannot be pinned.
func Leave(name string, collection *load.Collection, attached []*attach.Attached) *rpc.LeaveResult {
	path, err := pathOf(name)
	if err != nil {
		return &rpc.LeaveResult{Detail: err.Error() + "."}
	}
	if !pins.Mounted(pins.Root) {
		return &rpc.LeaveResult{Detail: fmt.Sprintf(
			"No BPF file system is mounted at %s, where a run is left. Root mounts it: mount -t bpf bpf %s", pins.Root, pins.Root)}
	}
	if err := makeFolders(path); errors.Is(err, fs.ErrExist) {
		return &rpc.LeaveResult{Errno: "EEXIST", Detail: fmt.Sprintf("There is a run named %s already.", name)}
	} else if err != nil {
		return refuse(err)
	}
	result, err := pinAll(path, collection, attached)
	if err != nil {
		result = refuse(err)
	}
	if !result.Done {
		if err := dissolve(path); err != nil {
			result.Detail += fmt.Sprintf(" Undoing it failed as well: %v.", err)
		}
	}
	return result
}

func refuse(err error) *rpc.LeaveResult {
	return &rpc.LeaveResult{Errno: errno.Name(err), Detail: fmt.Sprintf("The run cannot be left: %v.", err)}
}

// makeFolders fails when there is a run of that name. Nobody but root may look into it.
func makeFolders(path string) error {
	if err := os.Mkdir(Root, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		return err
	}
	for _, folder := range []string{links, programs, maps} {
		if err := os.Mkdir(filepath.Join(path, folder), 0o700); err != nil {
			return errors.Join(fmt.Errorf("making its directories: %w", err), dissolve(path))
		}
	}
	return nil
}

func pinAll(path string, collection *load.Collection, attached []*attach.Attached) (*rpc.LeaveResult, error) {
	result := &rpc.LeaveResult{}
	pinned := make(map[string]int)
	for _, each := range attached {
		descriptors := each.Pinnable()
		if len(descriptors) == 0 {
			result.NotLeft = append(result.NotLeft, rpc.NotLeft{Program: each.Link.Program, Detail: whyNot(each.Link)})
		}
		for _, descriptor := range descriptors {
			pinned[each.Link.Program]++
			file := linkFile(each.Link.Program, pinned[each.Link.Program])
			if err := pin(descriptor, path, links, file); err != nil {
				return nil, err
			}
		}
	}
	if len(pinned) == 0 {
		result.Detail = "Nothing of this run can go on without it: no program is attached by a link that can be pinned."
		return result, nil
	}
	for name, program := range collection.Programs {
		if err := pin(program, path, programs, name); err != nil {
			return nil, err
		}
	}
	for name, m := range collection.MapsByName() {
		if err := pin(m, path, maps, name); err != nil {
			return nil, err
		}
	}
	result.Done, result.Path = true, path
	return result, nil
}

func pin(held attach.Descriptor, path, folder, name string) error {
	if err := kernel.Pin(held.FD(), filepath.Join(path, folder, encode(name))); err != nil {
		return fmt.Errorf("pinning %s in %s: %w", name, folder, err)
	}
	return nil
}

// linkFile names the n-th link of a program. A C name has no hyphen.
func linkFile(program string, n int) string {
	if n == 1 {
		return program
	}
	return fmt.Sprintf("%s-%d", program, n)
}

func whyNot(link rpc.AttachedLink) string {
	switch link.Proof {
	case "perfEvent":
		return "It is on a perf event without a BPF link (Linux 5.15 has them), and only links can be pinned."
	case "ran":
		return "It was run once and is attached to nothing."
	}
	return fmt.Sprintf("It is attached to %s without a BPF link, and only links can be pinned.", link.Target)
}
