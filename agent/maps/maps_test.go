package maps

import (
	"bytes"
	"context"
	"encoding/binary"
	"sync"
	"testing"

	"github.com/cilium/ebpf"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/owners"
	"github.com/ebpf-workbench/agent/rpc"
)

// newMap makes a map that lives as long as the test, and returns its id with it.
func newMap(t testing.TB, spec *ebpf.MapSpec) (*ebpf.Map, uint32) {
	t.Helper()
	kerneltest.NeedsRoot(t)
	m, err := ebpf.NewMap(spec)
	if err != nil {
		t.Fatalf("%v: %v", spec.Type, err)
	}
	t.Cleanup(func() { m.Close() })
	return m, idOf(t, m)
}

func idOf(t testing.TB, m *ebpf.Map) uint32 {
	t.Helper()
	info, err := m.Info()
	if err != nil {
		t.Fatal(err)
	}
	id, _ := info.ID()
	return uint32(id)
}

// collected is what the peer of a reading has got.
type collected struct {
	mu      sync.Mutex
	chunks  int
	largest int
	// order has the keys as they came.
	order  []string
	values map[string]string
}

// readMap reads a map to its end, as a peer that acknowledges every chunk at once.
func readMap(t testing.TB, params rpc.MapReadParams, keySize, valueBytes int) (*collected, *rpc.MapReadResult) {
	t.Helper()
	got := &collected{values: make(map[string]string)}
	var readings Readings
	result, err := readings.Read(context.Background(), params,
		func(reading int, batch uint64, count int, keys, values []byte) error {
			got.mu.Lock()
			defer got.mu.Unlock()
			got.chunks++
			if reading != params.Reading || batch != uint64(got.chunks) {
				t.Errorf("chunk %d of reading %d, want %d of %d", batch, reading, got.chunks, params.Reading)
			}
			if len(keys) != count*keySize || len(values) != count*valueBytes {
				t.Fatalf("%d entries have %d bytes of keys and %d of values", count, len(keys), len(values))
			}
			got.largest = max(got.largest, count)
			for i := range count {
				key := string(keys[i*keySize:][:keySize])
				got.order = append(got.order, key)
				got.values[key] = string(values[i*valueBytes:][:valueBytes])
			}
			go readings.Ack(reading, batch)
			return nil
		})
	if err != nil {
		t.Fatal(err)
	}
	if result.Entries != len(got.order) {
		t.Errorf("%d entries were sent, and the answer says %d", len(got.order), result.Entries)
	}
	return got, result
}

func u32(n uint32) []byte { return binary.NativeEndian.AppendUint32(nil, n) }

// numbered is a value that tells its key.
func numbered(n uint32, size int) []byte {
	return bytes.Repeat(u32(n^0xa5a5a5a5), (size+3)/4)[:size]
}

// fill puts that many numbered entries into a map with keys of four bytes.
func fill(t testing.TB, m *ebpf.Map, count uint32, size int) {
	t.Helper()
	for n := range count {
		if err := m.Put(u32(n), numbered(n, size)); err != nil {
			t.Fatal(err)
		}
	}
}

// checkNumbered wants exactly the entries of fill.
func checkNumbered(t testing.TB, got *collected, count uint32, size int) {
	t.Helper()
	if len(got.order) != int(count) || len(got.values) != int(count) {
		t.Fatalf("%d entries, %d different ones, want %d", len(got.order), len(got.values), count)
	}
	for n := range count {
		if value := got.values[string(u32(n))]; value != string(numbered(n, size)) {
			t.Fatalf("entry %d is %x", n, value)
		}
	}
}

// nowhere is for maps that nobody holds but this test.
var nowhere = Surroundings{Owners: new(owners.Index)}
