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
	entries := uint32(1_000_000)
	if kerneltest.RaceDetector {
		entries = 50_000 // As many threads see as much of one another, and nothing is measured.
	}
	m, id := newMap(t, &ebpf.MapSpec{Type: ebpf.Hash, KeySize: 4, ValueSize: 32, MaxEntries: entries})
	fill(t, m, entries, 32)
	got, result := readMap(t, rpc.MapReadParams{Map: id, Reading: 1}, 4, 32)
	checkNumbered(t, got, entries, 32)

	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	go func() {
		defer out.Close()
		room := make([]byte, 1<<20)
		for {
			if _, err := out.Read(room); err != nil {
				return
			}
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
		t.Logf("%d entries of 4 and 32 bytes in %v", entries, took)
		if err != nil || result.Entries != int(entries) || took > 5*time.Second {
			t.Errorf("%v: %+v (%v)", took, result, err)
		}
	}
}
