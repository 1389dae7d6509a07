package session

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cilium/ebpf"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/pins"
	"github.com/ebpf-workbench/agent/rpc"
)

// tenChunks is a map whose reading in chunks of a hundred entries takes ten.
func tenChunks(t *testing.T) uint32 {
	t.Helper()
	kerneltest.NeedsRoot(t)
	m, err := ebpf.NewMap(&ebpf.MapSpec{Type: ebpf.Array, KeySize: 4, ValueSize: 4, MaxEntries: 1000})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	for n := range uint32(1000) {
		if err := m.Put(n, n); err != nil {
			t.Fatal(err)
		}
	}
	info, err := m.Info()
	if err != nil {
		t.Fatal(err)
	}
	id, _ := info.ID()
	return uint32(id)
}

func TestChunksArriveBeforeTheAnswer(t *testing.T) {
	p := newPeer(t)
	result := call[rpc.MapReadResult](p, "map/read", rpc.MapReadParams{Map: tenChunks(t), Reading: 3, Chunk: 100})
	if result != (rpc.MapReadResult{Status: "done", Entries: 1000, Method: "array"}) {
		t.Errorf("%+v", result)
	}
	var all []byte
	for i, chunk := range p.received() {
		if chunk.Reading != 3 || chunk.Batch != uint64(i+1) || chunk.Count != 100 || !bytes.Equal(chunk.Keys, chunk.Values) {
			t.Errorf("chunk %d: %+v", i, chunk)
		}
		all = append(all, chunk.Keys...)
	}
	for n := range uint32(1000) {
		if len(all) != 4000 || binary.NativeEndian.Uint32(all[4*n:]) != n {
			t.Fatalf("%d bytes of keys, wrong from entry %d on", len(all), n)
		}
	}
}

func TestFourChunksAreUnderWay(t *testing.T) {
	p := newPeer(t)
	p.ack = false
	id := tenChunks(t)
	waits := p.ask("map/read", rpc.MapReadParams{Map: id, Reading: 1, Chunk: 100})
	await(t, "four chunks", func() bool { return len(p.received()) == 4 })
	// Meanwhile other requests are answered, also another reading.
	if info := call[*rpc.MapInfo](p, "map/info", rpc.MapID{Map: id}); info == nil || info.ID != id || info.Ours {
		t.Errorf("%+v", info)
	}
	if other := call[rpc.MapReadResult](p, "map/read", rpc.MapReadParams{Map: id, Reading: 2, Most: 10}); other.Status != "most" || other.Entries != 10 {
		t.Errorf("%+v", other)
	}
	time.Sleep(50 * time.Millisecond)
	if got := len(p.received()); got != 5 {
		t.Errorf("%d chunks came without an acknowledgement", got-1)
	}
	again := <-p.ask("map/read", rpc.MapReadParams{Map: id, Reading: 1})
	if again.Error == nil || !strings.Contains(again.Error.Message, "reading 1 is under way already") {
		t.Errorf("%+v", again)
	}
	p.send(0, "map/ack", rpc.ReadingAck{Reading: 1, Batch: 2})
	await(t, "two more chunks", func() bool { return len(p.received()) == 7 })

	begin := time.Now()
	p.send(0, "map/ack", rpc.ReadingAck{Reading: 99, Batch: 9})
	call[any](p, "map/stopReading", rpc.Reading{Reading: 1})
	if result := answerOf[rpc.MapReadResult](p, waits); result.Status != "stopped" || result.Entries != 600 {
		t.Errorf("%+v", result)
	}
	t.Logf("stopped after %v", time.Since(begin))
	// Its number is free then.
	p.send(0, "map/ack", rpc.ReadingAck{Reading: 1, Batch: 100})
	if result := call[rpc.MapReadResult](p, "map/read", rpc.MapReadParams{Map: id, Reading: 1, Most: 5}); result.Status != "most" {
		t.Errorf("%+v", result)
	}
}

func TestAStopThatOvertakesItsReading(t *testing.T) {
	p := newPeer(t)
	p.ack = false
	id := tenChunks(t)
	p.ask("map/stopReading", rpc.Reading{Reading: 4})
	if result := call[rpc.MapReadResult](p, "map/read", rpc.MapReadParams{Map: id, Reading: 4, Chunk: 1}); result.Status != "stopped" {
		t.Errorf("%+v", result)
	}
}

func TestResetAndTheEndStopReadings(t *testing.T) {
	p := newPeer(t)
	p.ack = false
	id := tenChunks(t)
	waits := p.ask("map/read", rpc.MapReadParams{Map: id, Reading: 1, Chunk: 100})
	await(t, "four chunks", func() bool { return len(p.received()) == 4 })
	call[any](p, "reset", rpc.Empty{})
	if result := answerOf[rpc.MapReadResult](p, waits); result.Status != "stopped" {
		t.Errorf("%+v", result)
	}
	p.ask("map/read", rpc.MapReadParams{Map: id, Reading: 1, Chunk: 100})
	await(t, "eight chunks", func() bool { return len(p.received()) == 8 })
	p.wire.Close()
	select {
	case <-p.served:
	case <-time.After(5 * time.Second):
		t.Error("an unacknowledged reading keeps the agent")
	}
}

func TestMapInfoOfOnesOwn(t *testing.T) {
	p := newPeer(t)
	loaded := call[rpc.LoadResult](p, "load", rpc.LoadParams{Path: kerneltest.Compile(t, "globals")})
	at := slices.IndexFunc(loaded.Maps, func(m rpc.LoadedMap) bool { return m.Name == ".rodata" })
	row := loaded.Maps[at]
	held, err := ebpf.NewMapFromID(ebpf.MapID(row.ID))
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	path := filepath.Join(pins.Root, fmt.Sprintf("ebpf-workbench-test-info-%d", os.Getpid()))
	if err := held.Pin(path); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Remove(path) })

	info := call[*rpc.MapInfo](p, "map/info", rpc.MapID{Map: row.ID})
	if info == nil || info.Name != ".rodata" || info.Type != "array" || !info.Frozen || !info.Ours || info.Memory == 0 ||
		info.BTF == 0 || info.ValueType == 0 || info.Slots != 1 || !slices.Equal(info.Pins, []string{path}) || len(info.Owners) != 0 {
		t.Fatalf("%+v", info)
	}
	blob := call[*rpc.BtfBlob](p, "btf/get", rpc.BTFID{ID: info.BTF})
	if blob == nil || blob.Kernel || blob.Split || !bytes.Contains(blob.Bytes, []byte("constant_of_the_file\x00")) {
		t.Errorf("%+v", blob)
	}
	if gone := call[*rpc.BtfBlob](p, "btf/get", rpc.BTFID{ID: 1 << 30}); gone != nil {
		t.Errorf("%+v", gone)
	}
	// The kernel's own BTF has had the first id since it was started.
	if kernel := call[*rpc.BtfBlob](p, "btf/get", rpc.BTFID{ID: 1}); kernel == nil || !kernel.Kernel || len(kernel.Bytes) != 0 || kernel.Split {
		t.Errorf("%+v", kernel)
	}
	change := call[rpc.MapChange](p, "map/update", rpc.MapUpdateParams{Map: row.ID, Key: make([]byte, 4), Value: make([]byte, row.ValueSize), Mode: "any"})
	if change.Done || change.Errno != "EPERM" || !strings.Contains(change.Detail, "frozen") {
		t.Errorf("%+v", change)
	}
}
