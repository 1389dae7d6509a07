package maps

import (
	"testing"

	"github.com/cilium/ebpf"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/rpc"
)

func TestStructOpsHaveOneEntry(t *testing.T) {
	kerneltest.NeedsRoot(t)
	spec, err := ebpf.LoadCollectionSpec(kerneltest.Compile(t, "dummyOps"))
	if err != nil {
		t.Fatal(err)
	}
	// The kernel lets nobody fill this table, but it makes the map.
	table := spec.Maps["table"]
	table.Contents, table.Flags = nil, 0 // Links of such maps came with Linux 6.4.
	m, id := newMap(t, table)
	info, err := Look(id, nowhere)
	if err != nil || info.Type != "struct_ops" || info.KernelValueType == 0 {
		t.Fatalf("%+v, %v", info, err)
	}
	got, result := readMap(t, rpc.MapReadParams{Map: id, Reading: 1}, 4, int(info.ValueSize))
	if result.Status != "done" || result.Method != "each" || len(got.order) != 1 {
		t.Errorf("%+v", result)
	}
	if value := lookup(t, id, u32(0)); len(value) != int(m.ValueSize()) {
		t.Errorf("the value has %d bytes", len(value))
	}
}
