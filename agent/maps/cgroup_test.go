package maps

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/rpc"
)

// cgroups is where the version 2 hierarchy is mounted: alone, or beside version 1.
func cgroups(t *testing.T) string {
	t.Helper()
	for _, path := range []string{"/sys/fs/cgroup", "/sys/fs/cgroup/unified"} {
		var about unix.Statfs_t
		if unix.Statfs(path, &about) == nil && about.Type == unix.CGROUP2_SUPER_MAGIC {
			return path
		}
	}
	t.Fatal("no version 2 hierarchy of control groups is mounted")
	return ""
}

func TestCgroupStorageIsListed(t *testing.T) {
	kerneltest.NeedsRoot(t)
	folder := filepath.Join(cgroups(t), fmt.Sprintf("ebpf-workbench-test-%d", os.Getpid()))
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Remove(folder) })
	collection, err := ebpf.LoadCollection(kerneltest.Compile(t, "cgroupStorage"))
	if err != nil {
		t.Fatal(err)
	}
	defer collection.Close()
	attached, err := link.AttachCgroup(link.CgroupOptions{
		Path: folder, Attach: ebpf.AttachCGroupInetEgress, Program: collection.Programs["count"],
	})
	if err != nil {
		t.Fatal(err)
	}
	defer attached.Close()
	for name, size := range map[string]int{"shared": 8, "each": 8 * ebpf.MustPossibleCPU()} {
		id := idOf(t, collection.Maps[name])
		got, result := readMap(t, rpc.MapReadParams{Map: id, Reading: 1}, 16, size)
		if result.Status != "done" || result.Method != "each" || len(got.order) != 1 {
			t.Fatalf("%s: %+v", name, result)
		}
		value := numbered(5, size)
		if change := Update(rpc.MapUpdateParams{Map: id, Key: []byte(got.order[0]), Value: value, Mode: "existing"}); !change.Done {
			t.Errorf("%s: %+v", name, change)
		}
		if now := lookup(t, id, []byte(got.order[0])); string(now) != string(value) {
			t.Errorf("%s: %x, want %x", name, now, value)
		}
	}
}
