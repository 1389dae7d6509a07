// Package left keeps runs that go on without an agent: their links, programs and maps are pinned below one directory
// for each, and are found there again.
package left

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/ebpf-workbench/agent/pins"
	"github.com/ebpf-workbench/agent/rpc"
)

// Root has a directory for each run that was left.
const Root = pins.Root + "/ebpf-workbench"

// The directories of one run.
const (
	links    = "links"
	programs = "programs"
	maps     = "maps"
)

var nameForm = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,64}$`)

// pathOf refuses names that could lead elsewhere.
func pathOf(name string) (string, error) {
	if !nameForm.MatchString(name) || name == "." || name == ".." {
		return "", fmt.Errorf("%q cannot be a name: it may have up to 64 letters, digits, dots, - and _", name)
	}
	return filepath.Join(Root, encode(name)), nil
}

// A BPF file system allows no dot in a name, and the names of sections have one.

func encode(name string) string { return strings.ReplaceAll(name, ".", "%2e") }

func decode(file string) string { return strings.ReplaceAll(file, "%2e", ".") }

// List describes what was left, by name.
func List() ([]rpc.LeftRun, error) {
	runs := []rpc.LeftRun{}
	if !pins.Mounted(pins.Root) {
		return runs, nil
	}
	entries, err := os.ReadDir(Root)
	if errors.Is(err, fs.ErrNotExist) {
		return runs, nil
	}
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		about, err := entry.Info()
		if err != nil || !entry.IsDir() {
			continue // Gone meanwhile, or none of ours.
		}
		run := rpc.LeftRun{
			Name: decode(entry.Name()), Path: filepath.Join(Root, entry.Name()), Since: about.ModTime().UnixMilli(),
			Programs: []uint32{}, Maps: []uint32{}, Links: []uint32{},
		}
		found, err := pins.Walk(run.Path)
		if err != nil {
			return nil, err
		}
		for _, pin := range found {
			switch pin.Kind {
			case "link":
				run.Links = append(run.Links, pin.ID)
			case "program":
				run.Programs = append(run.Programs, pin.ID)
			case "map":
				run.Maps = append(run.Maps, pin.ID)
			}
		}
		runs = append(runs, run)
	}
	return runs, nil
}

// dissolve removes a run's directory and every pin in it.
func dissolve(path string) error {
	err := os.RemoveAll(path)
	// The last one takes the common directory with it; of others it is not empty.
	_ = os.Remove(Root)
	return err
}
