package maps

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/cilium/ebpf"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/rpc"
)

// TestAMillionEntries writes them as the agent does, to a pipe that somebody reads.
func TestAMillionEntries(t *testing.T) {
	kerneltest.NeedsSpeed(t)
	m, id := newMap(t, &ebpf.MapSpec{Type: ebpf.Hash, KeySize: 4, ValueSize: 32, MaxEntries: 1_000_000})
	fill(t, m, 1_000_000, 32)
	got, result := readMap(t, rpc.MapReadParams{Map: id, Reading: 1}, 4, 32)
	checkNumbered(t, got, 1_000_000, 32)

	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	go func() {
		defer out.Close()
		room := make([]byte, 1<<20)
		for err = nil; err == nil; {
			_, err = out.Read(room)
		}
	}()
	encoder := rpc.NewEncoder(rpc.NewWire(strings.NewReader(""), in, func(error) {}))
	for range 3 {
		begin := time.Now()
		var readings Readings
		result, err = readings.Read(context.Background(), rpc.MapReadParams{Map: id, Reading: 1},
			func(reading int, batch uint64, count int, keys, values []byte) error {
				readings.Ack(reading, batch)
				return encoder.Chunk(reading, batch, count, keys, values)
			})
		took := time.Since(begin)
		t.Logf("a million entries of 4 and 32 bytes in %v", took)
		if err != nil || result.Entries != 1_000_000 || took > 5*time.Second {
			t.Errorf("%v: %+v (%v)", took, result, err)
		}
	}
}
