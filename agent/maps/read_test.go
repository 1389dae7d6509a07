package maps

import (
	"testing"
	"time"

	"github.com/cilium/ebpf"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/rpc"
)

func TestEveryEntryIsReadOnce(t *testing.T) {
	for _, c := range []struct {
		name   string
		spec   ebpf.MapSpec
		count  uint32
		method string
	}{
		{"hash", ebpf.MapSpec{Type: ebpf.Hash, KeySize: 4, ValueSize: 8, MaxEntries: 5000}, 3000, "batch"},
		{"hash with an odd value", ebpf.MapSpec{Type: ebpf.Hash, KeySize: 4, ValueSize: 7, MaxEntries: 1}, 1, "batch"},
		{"hash without entries", ebpf.MapSpec{Type: ebpf.Hash, KeySize: 4, ValueSize: 8, MaxEntries: 10}, 0, "batch"},
		{"lru_hash", ebpf.MapSpec{Type: ebpf.LRUHash, KeySize: 4, ValueSize: 8, MaxEntries: 5000}, 100, "batch"},
		{"array", ebpf.MapSpec{Type: ebpf.Array, KeySize: 4, ValueSize: 12, MaxEntries: 3000}, 3000, "array"},
		{"array in memory", ebpf.MapSpec{Type: ebpf.Array, KeySize: 4, ValueSize: 12, MaxEntries: 3000, Flags: unix.BPF_F_MMAPABLE}, 3000, "array"},
		{"array of whole words in memory", ebpf.MapSpec{Type: ebpf.Array, KeySize: 4, ValueSize: 16, MaxEntries: 70000, Flags: unix.BPF_F_MMAPABLE}, 70000, "array"},
		{"values of 64 KB", ebpf.MapSpec{Type: ebpf.Hash, KeySize: 4, ValueSize: 64 << 10, MaxEntries: 50, Flags: unix.BPF_F_NO_PREALLOC}, 50, "batch"},
		{"values of 3 MB", ebpf.MapSpec{Type: ebpf.Array, KeySize: 4, ValueSize: 3 << 20, MaxEntries: 3}, 3, "array"},
		{"devmap_hash", ebpf.MapSpec{Type: ebpf.DevMapHash, KeySize: 4, ValueSize: 4, MaxEntries: 4}, 0, "each"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, id := newMap(t, &c.spec)
			size := int(c.spec.ValueSize)
			fill(t, m, c.count, size)
			got, result := readMap(t, rpc.MapReadParams{Map: id, Reading: 7}, 4, size)
			if result.Status != "done" || result.Method != c.method || result.Detail != "" {
				t.Errorf("%+v", result)
			}
			checkNumbered(t, got, c.count, size)
			if got.largest > 1 && got.largest*(size+4) > chunkBytes {
				t.Errorf("a chunk of %d entries", got.largest)
			}
		})
	}
}

// A single bucket holds more entries than a chunk may have, which the kernel hands out only at once.
func TestChunksAsSmallAsAsked(t *testing.T) {
	m, id := newMap(t, &ebpf.MapSpec{Type: ebpf.Hash, KeySize: 4, ValueSize: 8, MaxEntries: 1000})
	fill(t, m, 1000, 8)
	for _, chunk := range []int{1, 2, 3, 999} {
		got, result := readMap(t, rpc.MapReadParams{Map: id, Reading: 1, Chunk: chunk}, 4, 8)
		if result.Status != "done" || got.largest > chunk {
			t.Errorf("chunks of %d: %+v", got.largest, result)
		}
		checkNumbered(t, got, 1000, 8)
	}
}

func TestMost(t *testing.T) {
	for _, kind := range []ebpf.MapType{ebpf.Hash, ebpf.Array, ebpf.LPMTrie} {
		spec := &ebpf.MapSpec{Type: kind, KeySize: 4, ValueSize: 8, MaxEntries: 100}
		if kind == ebpf.LPMTrie {
			spec.KeySize, spec.Flags = 8, unix.BPF_F_NO_PREALLOC
		}
		m, id := newMap(t, spec)
		for n := range uint32(100) {
			key := u32(n)
			if kind == ebpf.LPMTrie {
				key = append(u32(32), key...)
			}
			if err := m.Put(key, numbered(n, 8)); err != nil {
				t.Fatal(err)
			}
		}
		for most, want := range map[int]string{1: "most", 99: "most", 100: "done", 101: "done"} {
			got, result := readMap(t, rpc.MapReadParams{Map: id, Reading: 1, Most: most, Chunk: 10}, int(spec.KeySize), 8)
			if result.Status != want || len(got.values) != min(most, 100) {
				t.Errorf("%v, %d at most: %+v", kind, most, result)
			}
		}
	}
}

func TestPerCPUValuesHaveASlotForEachCPU(t *testing.T) {
	cpus := ebpf.MustPossibleCPU()
	for kind, method := range map[ebpf.MapType]string{ebpf.PerCPUHash: "batch", ebpf.LRUCPUHash: "batch", ebpf.PerCPUArray: "array"} {
		m, id := newMap(t, &ebpf.MapSpec{Type: kind, KeySize: 4, ValueSize: 12, MaxEntries: 50})
		slots := make([][12]byte, cpus)
		for cpu := range slots {
			copy(slots[cpu][:], numbered(uint32(cpu), 12))
		}
		for n := range uint32(50) {
			if err := m.Put(u32(n), slots); err != nil {
				t.Fatal(err)
			}
		}
		got, result := readMap(t, rpc.MapReadParams{Map: id, Reading: 1}, 4, cpus*16)
		// A least-recently-used map may drop entries before it is full.
		if dropped := 50 - len(got.values); result.Status != "done" || dropped > 0 && kind != ebpf.LRUCPUHash || dropped == 50 {
			t.Errorf("%v: %d entries, %+v", kind, len(got.values), result)
		}
		if result.Method != method {
			t.Logf("%v is read by %q on this kernel", kind, result.Method)
		}
		for key, value := range got.values {
			for cpu := range cpus {
				if value[cpu*16:][:12] != string(slots[cpu][:]) {
					t.Fatalf("%v: %x of CPU %d is %x", kind, key, cpu, value[cpu*16:][:12])
				}
			}
		}
	}
}

func TestPrefixes(t *testing.T) {
	m, id := newMap(t, &ebpf.MapSpec{Type: ebpf.LPMTrie, KeySize: 8, ValueSize: 4, MaxEntries: 2000, Flags: unix.BPF_F_NO_PREALLOC})
	for n := range uint32(1000) {
		if err := m.Put(append(u32(32), 10, byte(n>>8), byte(n), 1), u32(n)); err != nil {
			t.Fatal(err)
		}
	}
	for _, chunk := range []int{0, 7} {
		got, result := readMap(t, rpc.MapReadParams{Map: id, Reading: 1, Chunk: chunk}, 8, 4)
		if result.Status != "done" || len(got.values) != 1000 || len(got.order) != 1000 {
			t.Errorf("%d entries: %+v", len(got.values), result)
		}
		t.Logf("by %s", result.Method)
	}
}

func TestQueuesAndStacksShowTheirNextValue(t *testing.T) {
	for kind, want := range map[ebpf.MapType]uint32{ebpf.Queue: 1, ebpf.Stack: 3} {
		m, id := newMap(t, &ebpf.MapSpec{Type: kind, ValueSize: 4, MaxEntries: 10})
		if _, result := readMap(t, rpc.MapReadParams{Map: id, Reading: 1}, 0, 4); *result != (rpc.MapReadResult{Status: "done", Method: "peek"}) {
			t.Errorf("%v, empty: %+v", kind, result)
		}
		for n := range uint32(3) {
			if err := m.Put(nil, n+1); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 { // A look takes nothing.
			got, result := readMap(t, rpc.MapReadParams{Map: id, Reading: 1}, 0, 4)
			if result.Status != "done" || result.Method != "peek" || got.values[""] != string(u32(want)) {
				t.Errorf("%v: %+v %x", kind, result, got.values)
			}
		}
	}
}

func TestMapsOfMapsShowIds(t *testing.T) {
	inner := &ebpf.MapSpec{Type: ebpf.Array, KeySize: 4, ValueSize: 4, MaxEntries: 1}
	held, innerID := newMap(t, inner)
	for kind, method := range map[ebpf.MapType]string{ebpf.ArrayOfMaps: "array", ebpf.HashOfMaps: "batch"} {
		m, id := newMap(t, &ebpf.MapSpec{Type: kind, KeySize: 4, ValueSize: 4, MaxEntries: 5, InnerMap: inner})
		if err := m.Put(uint32(3), held); err != nil {
			t.Fatal(err)
		}
		got, result := readMap(t, rpc.MapReadParams{Map: id, Reading: 1}, 4, 4)
		if result.Status != "done" || len(got.values) != 1 || got.values[string(u32(3))] != string(u32(innerID)) {
			t.Errorf("%v: %+v %x, want the id %d", kind, result, got.values, innerID)
		}
		if result.Method != method {
			t.Logf("%v is read by %q on this kernel", kind, result.Method)
		}
		info, err := Look(id, nowhere)
		if err != nil || info.InnerMap != innerID {
			t.Errorf("%+v (%v)", info, err)
		}
	}
}

func TestGone(t *testing.T) {
	m, id := newMap(t, &ebpf.MapSpec{Type: ebpf.Array, KeySize: 4, ValueSize: 4, MaxEntries: 1})
	m.Close()
	// The kernel frees a map a moment after it was closed.
	var result *rpc.MapReadResult
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if _, result = readMap(t, rpc.MapReadParams{Map: id, Reading: 1}, 4, 4); result.Status == "gone" {
			break
		}
	}
	if result.Status != "gone" || result.Detail == "" {
		t.Errorf("%+v", result)
	}
	if info, err := Look(id, nowhere); info != nil || err != nil {
		t.Errorf("%+v, %v", info, err)
	}
	if value, err := Lookup(rpc.MapKey{Map: id, Key: u32(0)}); err != nil || value.Found {
		t.Errorf("%+v, %v", value, err)
	}
	if change := Update(rpc.MapUpdateParams{Map: id, Key: u32(0), Value: u32(0)}); change.Done || change.Errno != "ENOENT" {
		t.Errorf("%+v", change)
	}
}
