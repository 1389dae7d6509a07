package session

import (
	"os"
	"testing"
	"time"

	"github.com/cilium/ebpf"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/rpc"
)

func TestStatsCountWhileTheyAreOn(t *testing.T) {
	p := newPeer(t)
	loaded := call[rpc.LoadResult](p, "load", rpc.LoadParams{Path: kerneltest.Compile(t, "globals")})
	id := loaded.Programs[0].ID
	program, err := ebpf.NewProgramFromID(ebpf.ProgramID(id))
	if err != nil {
		t.Fatal(err)
	}
	defer program.Close()
	run := func() rpc.ProgramStats {
		t.Helper()
		if _, err := program.Run(&ebpf.RunOptions{Data: make([]byte, 64), Repeat: 1000}); err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		reading := call[rpc.StatsReading](p, "stats/read", map[string]any{"programs": []uint32{id, 1 << 30}})
		if len(reading.Programs) != 1 || reading.Programs[0].ID != id || reading.At <= 0 || time.Since(begin) > time.Second {
			t.Fatalf("%+v", reading)
		}
		return reading.Programs[0]
	}
	// A test run is counted like any other, by kernels that count at all.
	if source := call[rpc.StatsSource](p, "stats/start", rpc.Empty{}); source.Source != "fd" {
		t.Fatalf("%+v", source)
	}
	call[rpc.StatsSource](p, "stats/start", rpc.Empty{})
	first := run()
	if first.Runs < 1000 || first.Nanoseconds == 0 || first.VerifiedInstructions == 0 || first.JitedSize == 0 || first.Memory == 0 {
		t.Errorf("%+v", first)
	}
	call[any](p, "stats/stop", rpc.Empty{})
	if second := run(); second.Runs < first.Runs+1000 {
		t.Errorf("one of two starts was taken back, and nothing counts: %+v, then %+v", first, second)
	}
	if !holdsStats(t) {
		t.Error("nothing keeps the statistics on")
	}
	call[any](p, "reset", rpc.Empty{})
	if holdsStats(t) {
		t.Error("after a reset the statistics are still on")
	}
}

// holdsStats tells whether this process keeps the kernel's statistics on. Whether they are on at all is no test: other
// processes may want them.
func holdsStats(t *testing.T) bool {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if target, err := os.Readlink("/proc/self/fd/" + entry.Name()); err == nil && target == "anon_inode:bpf-stats" {
			return true
		}
	}
	return false
}
