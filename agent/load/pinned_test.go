package load

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/pins"
	"github.com/ebpf-workbench/agent/rpc"
)

// pinnedObject is the fixture under a name of this test's own, and where its map is pinned.
func pinnedObject(t *testing.T, flags ...string) (object []byte, path string) {
	t.Helper()
	kerneltest.NeedsRoot(t)
	if !pins.Mounted(pins.Root) {
		t.Fatal("no BPF file system is mounted at " + pins.Root)
	}
	object, err := os.ReadFile(kerneltest.Compile(t, "pinned", append(flags, "-g")...))
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("ebpf_workbench_pinned_%08d", os.Getpid())
	path = filepath.Join(pins.Root, name)
	t.Cleanup(func() { _ = os.Remove(path) })
	return bytes.ReplaceAll(object, []byte("ebpf_workbench_pinned_00000000"), []byte(name)), path
}

func TestPinnedByName(t *testing.T) {
	object, path := pinnedObject(t, "-DENTRIES=1")
	var id uint32
	for run := range 2 {
		outcome, err := Load(rpc.LoadParams{Object: object})
		if err != nil {
			t.Fatal(err)
		}
		if len(outcome.Warnings) != 0 || len(outcome.Maps) != 1 || outcome.Maps[0].Pinned != path {
			t.Fatalf("%+v", outcome)
		}
		if pin, ok := pins.Look(path); !ok || pin.Kind != "map" || pin.ID != outcome.Maps[0].ID {
			t.Errorf("%+v is pinned, not the map %+v", pin, outcome.Maps[0])
		}
		if run == 1 && outcome.Maps[0].ID != id {
			t.Error("the second load has made another map")
		}
		id = outcome.Maps[0].ID
		runProgram(t, outcome, "count")
		var count uint64
		if err := outcome.Collection.maps.created[outcome.Maps[0].Name].Lookup(uint32(0), &count); err != nil || count != uint64(run+1) {
			t.Errorf("after run %d the map counts %d (%v)", run+1, count, err)
		}
		outcome.Collection.Close()
	}
	if pin, ok := pins.Look(path); !ok || pin.ID != id {
		t.Error("the map did not outlive its run")
	}

	// One of another shape is refused, in words, and the pinned one stays.
	other, _ := pinnedObject(t, "-DENTRIES=2")
	outcome, err := Load(rpc.LoadParams{Object: other})
	if err != nil {
		t.Fatal(err)
	}
	defer outcome.Collection.Close()
	row := outcome.Programs[0]
	if row.Status != rpc.StatusFailed || !strings.Contains(row.Detail, "its max_entries is 1, here 2") || !strings.Contains(row.Detail, path) {
		t.Errorf("%+v", row)
	}
	if pin, ok := pins.Look(path); !ok || pin.ID != id {
		t.Error("the map was replaced")
	}
}

func TestAnObjectOfNoUsePinsNothing(t *testing.T) {
	object, path := pinnedObject(t, "-DENTRIES=1", "-DREJECTED")
	outcome, err := Load(rpc.LoadParams{Object: object, Programs: []string{"rejected"}})
	if err != nil {
		t.Fatal(err)
	}
	defer outcome.Collection.Close()
	if row := outcome.Programs[0]; row.Status != rpc.StatusRejected || outcome.Maps[0].Pinned != "" {
		t.Errorf("%+v, %+v", row, outcome.Maps)
	}
	if _, err := os.Lstat(path); !os.IsNotExist(err) {
		t.Errorf("something is at %s (%v)", path, err)
	}
}

func TestWithoutABPFFileSystem(t *testing.T) {
	folder := t.TempDir()
	if _, err := openPinned(nil, filepath.Join(folder, "name")); err == nil || !strings.Contains(err.Error(), "mount -t bpf bpf "+folder) {
		t.Error(err)
	}
}
