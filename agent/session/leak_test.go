package session

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vishvananda/netlink"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/lifetime"
	"github.com/ebpf-workbench/agent/rpc"
)

// The book's guard is this binary.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == lifetime.GuardArgument {
		os.Exit(lifetime.RunGuard(os.Args[2:]))
	}
	kerneltest.QuickChildren()
	os.Exit(m.Run())
}

// TestResetLetsGoOfEverything makes one run of everything twice: the first opens what stays open, such as the poller.
func TestResetLetsGoOfEverything(t *testing.T) {
	kerneltest.NeedsRoot(t)
	name := fmt.Sprintf("ebwleak%d", os.Getpid()%10000)
	device := &netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: name}, PeerName: name + "p"}
	if err := netlink.LinkAdd(device); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = netlink.LinkDel(device) })
	p := newPeer(t)
	before := ofTheKernel(openFiles(t))
	id, program := tenChunks(t), kerneltest.CompileProgram(t, "probed")
	oneRun(p, name, program, id)
	call[any](p, "reset", rpc.Empty{})
	settle(t)
	files, routines := openFiles(t), runtime.NumGoroutine()
	// The array of the test is still held.
	if held := ofTheKernel(files); len(held) != len(before)+1 {
		t.Errorf("after a reset there is %v, and before was %v", held, before)
	}
	for range 3 {
		oneRun(p, name, program, id)
		if held := openFiles(t); len(held) < len(files)+8 {
			t.Errorf("a run holds hardly anything: %v", held)
		}
		call[any](p, "reset", rpc.Empty{})
	}
	settle(t)
	deadline := time.Now().Add(10 * time.Second)
	for hasMore(openFiles(t), files) || runtime.NumGoroutine() > routines {
		if time.Now().After(deadline) {
			stacks := make([]byte, 1<<16)
			t.Fatalf("before the runs %d goroutines and %v; after them %d and %v\n%s",
				routines, files, runtime.NumGoroutine(), openFiles(t), stacks[:runtime.Stack(stacks, true)])
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// oneRun leaves everything open that a run can have.
func oneRun(p *peer, device, program string, array uint32) {
	p.t.Helper()
	attach := func(object, program, target string, guard int) {
		p.t.Helper()
		loaded := call[rpc.LoadResult](p, "load", rpc.LoadParams{Path: kerneltest.Compile(p.t, object), Programs: []string{program}})
		got := call[rpc.AttachResult](p, "attach", rpc.AttachParams{
			Collection: loaded.Collection, Program: program, Target: target, Guard: guard,
		})
		if !got.Attached {
			p.t.Fatalf("%s: %+v", program, got)
		}
	}
	attach("tc", "bare", device+",priority=7", 0) // By the book, whose guard is a process.
	attach("tc", "bare", device+",direction=egress", 60)
	attach("calls", "on_call", "", 0)
	attach("uprobes", "on_entry", program+":work_first", 0)
	loaded := call[rpc.LoadResult](p, "load", rpc.LoadParams{Path: kerneltest.Compile(p.t, "records")})
	for n, name := range []string{"ring", "perf"} {
		at := slices.IndexFunc(loaded.Maps, func(m rpc.LoadedMap) bool { return m.Name == name })
		started := call[rpc.EventsStart](p, "events/start", rpc.EventsStartParams{Map: loaded.Maps[at].ID, Reading: n + 1, EvenIfShared: true})
		if !started.Started {
			p.t.Fatalf("%s: %+v", name, started)
		}
	}
	p.mu.Lock()
	p.ack = false
	before := len(p.chunks)
	p.mu.Unlock()
	p.ask("map/read", rpc.MapReadParams{Map: array, Reading: 5, Chunk: 100}) // Which waits for acknowledgements.
	await(p.t, "four chunks", func() bool { return len(p.received()) == before+4 })
	call[rpc.StatsSource](p, "stats/start", rpc.Empty{})
	call[rpc.StatsSource](p, "stats/start", rpc.Empty{})
	call[rpc.TraceSource](p, "trace/start", rpc.Empty{})
	call[rpc.HostObjects](p, "host/objects", rpc.Empty{})
	call[[]rpc.Candidate](p, "candidates", rpc.CandidatesParams{Kind: "interface"})
}

// settle closes what the tests before this one, and the runtime, have left to the collector.
func settle(t *testing.T) {
	t.Helper()
	for last := -1; ; time.Sleep(100 * time.Millisecond) {
		runtime.GC()
		now := len(openFiles(t)) + runtime.NumGoroutine()
		if now == last {
			return
		}
		last = now
	}
}

// openFiles says what each open file is, without the numbers of pipes and sockets, in order.
func openFiles(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, entry := range entries {
		target, err := os.Readlink("/proc/self/fd/" + entry.Name())
		// The folder itself was open just now.
		if err != nil || strings.HasPrefix(target, "/proc/") {
			continue
		}
		kind, _, _ := strings.Cut(target, ":[")
		files = append(files, kind)
	}
	slices.Sort(files)
	return files
}

// hasMore tells whether there are files of a kind that there were not so many of.
func hasMore(files, before []string) bool {
	count := make(map[string]int)
	for _, file := range before {
		count[file]++
	}
	for _, file := range files {
		if count[file]--; count[file] < 0 {
			return true
		}
	}
	return false
}

// ofTheKernel are the files that keep something in the kernel: programs, maps, links, statistics, perf events.
func ofTheKernel(files []string) []string {
	return slices.DeleteFunc(slices.Clone(files), func(file string) bool {
		return !strings.HasPrefix(file, "anon_inode:bpf") && !strings.HasPrefix(file, "anon_inode:[perf") &&
			!strings.HasPrefix(file, "anon_inode:[bpf")
	})
}
