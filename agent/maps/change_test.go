package maps

import (
	"bytes"
	"strings"
	"testing"

	"github.com/cilium/ebpf"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/kernel"
	"github.com/ebpf-workbench/agent/rpc"
)

func lookup(t *testing.T, id uint32, key []byte) []byte {
	t.Helper()
	value, err := Lookup(rpc.MapKey{Map: id, Key: key})
	if err != nil {
		t.Fatal(err)
	}
	if !value.Found {
		return nil
	}
	return value.Value
}

// expect checks a refusal's number and some of its words; number "" is for what must be done.
func expect(t *testing.T, what string, got *rpc.MapChange, number, words string) {
	t.Helper()
	if got.Done != (number == "") || got.Errno != number || !strings.Contains(got.Detail, words) || !got.Done && words == "" {
		t.Errorf("%s: got %+v, want %q with %q", what, got, number, words)
	}
}

func TestUpdateByMode(t *testing.T) {
	_, id := newMap(t, &ebpf.MapSpec{Type: ebpf.Hash, KeySize: 4, ValueSize: 4, MaxEntries: 2})
	update := func(key, value uint32, mode string) *rpc.MapChange {
		return Update(rpc.MapUpdateParams{Map: id, Key: u32(key), Value: u32(value), Mode: mode})
	}
	expect(t, "existing, in an empty map", update(1, 1, "existing"), "ENOENT", "no entry with this key")
	expect(t, "new", update(1, 1, "new"), "", "")
	expect(t, "new, again", update(1, 2, "new"), "EEXIST", "already")
	expect(t, "existing", update(1, 3, "existing"), "", "")
	expect(t, "any", update(2, 4, "any"), "", "")
	expect(t, "one too many", update(3, 5, "any"), "E2BIG", "full: it has room for 2 entries")
	expect(t, "a mode that is none", update(1, 5, "perhaps"), "EINVAL", "perhaps")
	if got := lookup(t, id, u32(1)); !bytes.Equal(got, u32(3)) {
		t.Errorf("the value is %x", got)
	}
	expect(t, "a short key", Update(rpc.MapUpdateParams{Map: id, Key: []byte{1}, Value: u32(0)}), "EINVAL", "The key has 1 byte, and those of this map have 4")
	expect(t, "a long value", Update(rpc.MapUpdateParams{Map: id, Key: u32(1), Value: make([]byte, 5)}), "EINVAL", "The value has 5 bytes, and those of this map have 4")
	expect(t, "delete", Delete(rpc.MapDeleteParams{Map: id, Key: u32(1)}), "", "")
	expect(t, "delete, again", Delete(rpc.MapDeleteParams{Map: id, Key: u32(1)}), "ENOENT", "no entry with this key")
	if got := lookup(t, id, u32(1)); got != nil {
		t.Errorf("the deleted value is %x", got)
	}
}

func TestArraysRefuse(t *testing.T) {
	_, id := newMap(t, &ebpf.MapSpec{Type: ebpf.Array, KeySize: 4, ValueSize: 4, MaxEntries: 3})
	expect(t, "new", Update(rpc.MapUpdateParams{Map: id, Key: u32(0), Value: u32(0), Mode: "new"}), "EEXIST", "none can be new")
	expect(t, "outside", Update(rpc.MapUpdateParams{Map: id, Key: u32(3), Value: u32(0)}), "E2BIG", "index 3 is outside of the array, which has 3 entries")
	expect(t, "patch outside", Patch(rpc.MapPatchParams{Map: id, Key: u32(3), Bytes: []byte{1}}), "ENOENT", "index 3 is outside")
	expect(t, "delete", Delete(rpc.MapDeleteParams{Map: id, Key: u32(0)}), "EINVAL", "none can be deleted")
}

func TestFrozenAndReadOnly(t *testing.T) {
	for _, flags := range []uint32{0, unix.BPF_F_MMAPABLE, unix.BPF_F_RDONLY_PROG} {
		m, id := newMap(t, &ebpf.MapSpec{Type: ebpf.Array, KeySize: 4, ValueSize: 8, MaxEntries: 1, Flags: flags})
		expect(t, "before", Patch(rpc.MapPatchParams{Map: id, Key: u32(0), Offset: 4, Bytes: u32(5)}), "", "")
		if err := m.Freeze(); err != nil {
			t.Fatal(err)
		}
		expect(t, "update", Update(rpc.MapUpdateParams{Map: id, Key: u32(0), Value: make([]byte, 8)}), "EPERM", "frozen")
		expect(t, "patch", Patch(rpc.MapPatchParams{Map: id, Key: u32(0), Bytes: u32(6)}), "EPERM", "frozen")
		info, err := Look(id, nowhere)
		if err != nil || !info.Frozen || info.Flags != flags {
			t.Errorf("%+v, %v", info, err)
		}
		if got := lookup(t, id, u32(0)); !bytes.Equal(got, append(u32(0), u32(5)...)) {
			t.Errorf("the value is %x", got)
		}
	}
	// The kernel keeps this promise only for the file descriptor of the map's maker.
	_, id := newMap(t, &ebpf.MapSpec{Type: ebpf.Hash, KeySize: 4, ValueSize: 4, MaxEntries: 1, Flags: unix.BPF_F_RDONLY})
	got := Update(rpc.MapUpdateParams{Map: id, Key: u32(0), Value: u32(0)})
	t.Logf("a map made with BPF_F_RDONLY: %+v", got)
	if !got.Done && !strings.Contains(got.Detail, "BPF_F_RDONLY") {
		t.Errorf("%+v", got)
	}
}

func TestPatchLeavesTheOtherBytes(t *testing.T) {
	for name, spec := range map[string]*ebpf.MapSpec{
		"in memory": {Type: ebpf.Array, KeySize: 4, ValueSize: 5000, MaxEntries: 5, Flags: unix.BPF_F_MMAPABLE},
		"array":     {Type: ebpf.Array, KeySize: 4, ValueSize: 5000, MaxEntries: 5},
		"hash":      {Type: ebpf.Hash, KeySize: 4, ValueSize: 5000, MaxEntries: 5},
	} {
		m, id := newMap(t, spec)
		fill(t, m, 5, 5000)
		want := numbered(4, 5000)
		for offset, length := range map[uint64]int{0: 8, 12: 4, 18: 2, 4093: 7, 4999: 1} {
			patch := bytes.Repeat([]byte{byte(offset)}, length)
			expect(t, name, Patch(rpc.MapPatchParams{Map: id, Key: u32(4), Offset: offset, Bytes: patch}), "", "")
			copy(want[offset:], patch)
		}
		if !bytes.Equal(lookup(t, id, u32(4)), want) || !bytes.Equal(lookup(t, id, u32(3)), numbered(3, 5000)) {
			t.Errorf("%s: other bytes than those that were to be written are different", name)
		}
		expect(t, name, Patch(rpc.MapPatchParams{Map: id, Key: u32(4), Offset: 4999, Bytes: []byte{1, 2}}), "EINVAL", "not within the value")
		expect(t, name, Patch(rpc.MapPatchParams{Map: id, Key: u32(4), Offset: 1 << 63, Bytes: []byte{1}}), "EINVAL", "not within the value")
	}
	_, id := newMap(t, &ebpf.MapSpec{Type: ebpf.Hash, KeySize: 4, ValueSize: 8, MaxEntries: 5})
	expect(t, "no entry", Patch(rpc.MapPatchParams{Map: id, Key: u32(4), Bytes: []byte{1}}), "ENOENT", "no entry with this key")
}

func TestPerCPUValues(t *testing.T) {
	cpus := ebpf.MustPossibleCPU()
	for _, kind := range []ebpf.MapType{ebpf.PerCPUHash, ebpf.PerCPUArray} {
		_, id := newMap(t, &ebpf.MapSpec{Type: kind, KeySize: 4, ValueSize: 4, MaxEntries: 1})
		value := make([]byte, 8*cpus)
		for cpu := range cpus {
			copy(value[8*cpu:], u32(uint32(cpu+1)))
		}
		expect(t, "all slots", Update(rpc.MapUpdateParams{Map: id, Key: u32(0), Value: value}), "", "")
		expect(t, "one slot", Update(rpc.MapUpdateParams{Map: id, Key: u32(0), Value: u32(0)}), "EINVAL", "The value has 4 bytes, and those of this map have")
		expect(t, "patch", Patch(rpc.MapPatchParams{Map: id, Key: u32(0), Offset: uint64(8 * (cpus - 1)), Bytes: u32(9)}), "", "")
		copy(value[8*(cpus-1):], u32(9))
		if got := lookup(t, id, u32(0)); !bytes.Equal(got, value) {
			t.Errorf("%v: %x, want %x", kind, got, value)
		}
	}
}

func TestPushAndPop(t *testing.T) {
	for kind, order := range map[ebpf.MapType][]uint32{ebpf.Queue: {1, 2}, ebpf.Stack: {2, 1}} {
		_, id := newMap(t, &ebpf.MapSpec{Type: kind, ValueSize: 4, MaxEntries: 2})
		for n := range uint32(2) {
			expect(t, "push", Update(rpc.MapUpdateParams{Map: id, Value: u32(n + 1), Mode: "any"}), "", "")
		}
		expect(t, "one too many", Update(rpc.MapUpdateParams{Map: id, Value: u32(3)}), "E2BIG", "full")
		expect(t, "new", Update(rpc.MapUpdateParams{Map: id, Value: u32(3), Mode: "new"}), "EINVAL", "no difference between new and existing")
		expect(t, "a key", Update(rpc.MapUpdateParams{Map: id, Key: u32(3), Value: u32(3)}), "EINVAL", "has no keys")
		for _, want := range order {
			if shown := lookup(t, id, nil); !bytes.Equal(shown, u32(want)) {
				t.Errorf("%v shows %x", kind, shown)
			}
			if got := Delete(rpc.MapDeleteParams{Map: id}); !got.Done || !bytes.Equal(got.Value, u32(want)) {
				t.Errorf("%v: %+v, want %d", kind, got, want)
			}
		}
		expect(t, "pop of nothing", Delete(rpc.MapDeleteParams{Map: id}), "ENOENT", "is empty")
	}
	bloom, id := newMap(t, &ebpf.MapSpec{Type: ebpf.BloomFilter, ValueSize: 4, MaxEntries: 10})
	expect(t, "bloom filter", Update(rpc.MapUpdateParams{Map: id, Value: u32(5)}), "", "")
	if err := kernel.Lookup(bloom.FD(), nil, u32(5)); err != nil {
		t.Errorf("the bloom filter does not have the value: %v", err)
	}
}

func TestMapsAndProgramsById(t *testing.T) {
	inner := &ebpf.MapSpec{Type: ebpf.Array, KeySize: 4, ValueSize: 4, MaxEntries: 1}
	_, innerID := newMap(t, inner)
	_, otherID := newMap(t, &ebpf.MapSpec{Type: ebpf.Hash, KeySize: 4, ValueSize: 4, MaxEntries: 1})
	for _, kind := range []ebpf.MapType{ebpf.ArrayOfMaps, ebpf.HashOfMaps} {
		_, id := newMap(t, &ebpf.MapSpec{Type: kind, KeySize: 4, ValueSize: 4, MaxEntries: 2, InnerMap: inner})
		expect(t, "an inner map", Update(rpc.MapUpdateParams{Map: id, Key: u32(1), Value: u32(innerID)}), "", "")
		if got := lookup(t, id, u32(1)); !bytes.Equal(got, u32(innerID)) {
			t.Errorf("%v: %x, want %d", kind, got, innerID)
		}
		expect(t, "a map of another type", Update(rpc.MapUpdateParams{Map: id, Key: u32(1), Value: u32(otherID)}), "EINVAL", "EINVAL")
		expect(t, "no map", Update(rpc.MapUpdateParams{Map: id, Key: u32(1), Value: u32(1 << 30)}), "ENOENT", "no map with the id 1073741824")
		expect(t, "delete", Delete(rpc.MapDeleteParams{Map: id, Key: u32(1)}), "", "")
	}
	program := newProgram(t)
	info, _ := program.Info()
	programID, _ := info.ID()
	_, id := newMap(t, &ebpf.MapSpec{Type: ebpf.ProgramArray, KeySize: 4, ValueSize: 4, MaxEntries: 2})
	expect(t, "a program", Update(rpc.MapUpdateParams{Map: id, Key: u32(1), Value: u32(uint32(programID))}), "", "")
	got, result := readMap(t, rpc.MapReadParams{Map: id, Reading: 1}, 4, 4)
	if result.Status != "done" || len(got.values) != 1 || got.values[string(u32(1))] != string(u32(uint32(programID))) {
		t.Errorf("%+v %x", result, got.values)
	}
}
