package pins

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/asm"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/rpc"
)

func TestWalkFindsMapsAndPrograms(t *testing.T) {
	kerneltest.NeedsRoot(t)
	if !Mounted(Root) {
		t.Fatal("no BPF file system is mounted at " + Root)
	}
	folder := filepath.Join(Root, fmt.Sprintf("ebpf-workbench-test-pins-%d", os.Getpid()))
	if err := os.MkdirAll(filepath.Join(folder, "inner"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	pinned, err := ebpf.NewMap(&ebpf.MapSpec{Type: ebpf.Array, KeySize: 4, ValueSize: 4, MaxEntries: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer pinned.Close()
	program, err := ebpf.NewProgram(&ebpf.ProgramSpec{
		Type: ebpf.SocketFilter, License: "GPL", Instructions: asm.Instructions{asm.LoadImm(asm.R0, 0, asm.DWord), asm.Return()},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer program.Close()
	for name, object := range map[string]interface{ Pin(string) error }{"a_map": pinned, "inner/a_program": program} {
		if err := object.Pin(filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	mapInfo, _ := pinned.Info()
	mapID, _ := mapInfo.ID()
	programInfo, _ := program.Info()
	programID, _ := programInfo.ID()

	found, err := Walk(folder)
	want := []rpc.HostPin{
		{Path: folder + "/a_map", Kind: "map", ID: uint32(mapID)},
		{Path: folder + "/inner/a_program", Kind: "program", ID: uint32(programID)},
	}
	if err != nil || !slices.Equal(found, want) {
		t.Errorf("found %+v, want %+v (%v)", found, want, err)
	}
	if paths := Paths(found, "map", uint32(mapID)); !slices.Equal(paths, []string{folder + "/a_map"}) {
		t.Errorf("the map is pinned at %v", paths)
	}
	everything, err := Walk(Root)
	if err != nil || !slices.Contains(everything, want[1]) {
		t.Errorf("the walk of everything: %v", err)
	}
}

func TestNothingIsPinnedElsewhere(t *testing.T) {
	if found, err := Walk(t.TempDir()); err != nil || found == nil || len(found) != 0 {
		t.Errorf("%v, %v", found, err)
	}
}
