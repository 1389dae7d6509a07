package left

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"

	"github.com/ebpf-workbench/agent/attach"
	"github.com/ebpf-workbench/agent/host"
	"github.com/ebpf-workbench/agent/kernel"
	"github.com/ebpf-workbench/agent/load"
	"github.com/ebpf-workbench/agent/rpc"
)

// Run is what was left and is held again. Closing its parts ends it.
type Run struct {
	Collection *load.Collection
	Attached   []*attach.Attached
}

// Resume takes back what was left under a name: it opens the pins, and removes them.
func Resume(name string) (*Run, error) {
	path, err := find(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no run named %s any more", name)
	}
	if err != nil {
		return nil, err
	}
	run, err := openAll(path)
	if err != nil {
		return nil, fmt.Errorf("taking %s back: %w", name, err)
	}
	if err := dissolve(path); err != nil {
		run.Close()
		return nil, fmt.Errorf("unpinning %s: %w", name, err)
	}
	return run, nil
}

// Close lets go of all of it.
func (r *Run) Close() {
	for _, attached := range r.Attached {
		_ = attached.Close()
	}
	r.Collection.Close()
}

func openAll(path string) (*Run, error) {
	loaded, created := make(map[string]*load.Program), make(map[string]*ebpf.Map)
	run := &Run{Collection: load.Adopt(loaded, created)}
	err := each(path, programs, func(name, file string) error {
		program, err := ebpf.LoadPinnedProgram(file, nil)
		if err != nil {
			return err
		}
		loaded[name] = &load.Program{Program: program}
		info, err := kernel.InfoOfProgram(program.FD())
		if err == nil {
			loaded[name].ID = info.ID
		}
		return err
	})
	if err == nil {
		err = each(path, maps, func(name, file string) (err error) {
			created[name], err = ebpf.LoadPinnedMap(file, nil)
			return err
		})
	}
	if err == nil {
		err = each(path, links, func(name, file string) error { return run.openLink(name, file) })
	}
	if err != nil {
		run.Close()
		return nil, err
	}
	return run, nil
}

func (r *Run) openLink(name, file string) error {
	held, err := link.LoadPinnedLink(file, nil)
	if err != nil {
		return err
	}
	program, _, _ := strings.Cut(name, "-")
	row := rpc.AttachedLink{Program: program, Proof: "linkInfo"}
	info, err := held.Info()
	if err == nil {
		row.ID, row.ProgramID = uint32(info.ID), uint32(info.Program)
		if descriptor, ok := held.(attach.Descriptor); ok {
			row.Kind, row.Target, err = host.Describe(descriptor.FD())
		}
	}
	r.Attached = append(r.Attached, &attach.Attached{Closer: held, Link: row})
	return err
}

// each calls for the pins of a folder, by name. Of a run that was left halfway, folders may be missing.
func each(path, folder string, do func(name, file string) error) error {
	entries, err := os.ReadDir(filepath.Join(path, folder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, entry := range entries {
		name := decode(entry.Name())
		if err := do(name, filepath.Join(path, folder, entry.Name())); err != nil {
			return fmt.Errorf("%s in %s: %w", name, folder, err)
		}
	}
	return nil
}
