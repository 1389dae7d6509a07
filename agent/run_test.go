package main

import (
	"fmt"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/cilium/ebpf"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/rpc"
)

func TestHello(t *testing.T) {
	got := call[rpc.AgentHello](start(t), "hello", nil)
	release, err := exec.Command("uname", "-r").Output()
	if err != nil || got.KernelRelease != strings.TrimSpace(string(release)) || got.Protocol != rpc.ProtocolVersion ||
		got.Version != version || got.UID != 0 || got.PID == 0 || got.Hostname == "" || got.Machine == "" {
		t.Error(asJSON(got))
	}
}

func TestProbeIsFastAndComplete(t *testing.T) {
	a := start(t)
	since := time.Now()
	got := call[rpc.AgentProbe](a, "probe", nil)
	t.Logf("%v\n%s", time.Since(since), asJSON(got))
	if len(got.Features) != 12 {
		t.Error(asJSON(got))
	}
	for _, feature := range got.Features {
		if (feature.Answer == rpc.Yes) != (feature.Reason == "") {
			t.Errorf("%+v: an answer other than yes needs its reason", feature)
		}
	}
}

func TestResetLeavesNothingAndTheAgentServesAgain(t *testing.T) {
	a := start(t)
	for range 2 {
		call[rpc.TraceSource](a, "trace/start", nil)
		loaded, links := a.loadAndAttach("calls")
		call[any](a, "reset", nil)
		if left := instances(t, a.process.Process.Pid); len(left) != 0 {
			t.Error(left)
		}
		if _, err := a.client.call("detach", rpc.DetachParams{Link: links[0].Link}); err == nil {
			t.Error("the link is still known")
		}
		if _, err := a.client.call("unload", rpc.UnloadParams{Collection: loaded.Collection}); err == nil {
			t.Error("the collection is still known")
		}
		if _, err := ebpf.NewProgramFromID(ebpf.ProgramID(loaded.Programs[0].ID)); err == nil {
			t.Error("the program is still loaded")
		}
	}
}

func TestFromObjectToLines(t *testing.T) {
	a := start(t)
	source := call[rpc.TraceSource](a, "trace/start", nil)
	if source.Source != "instance" || len(instances(t, a.process.Process.Pid)) != 1 {
		t.Fatal(asJSON(source))
	}
	loaded, links := a.loadAndAttach("calls")
	if links[0].Kind != "tracepoint" || links[0].Target != "syscalls/sys_enter_getpgid" || links[0].ProgramID != loaded.Programs[0].ID {
		t.Error(asJSON(links))
	}
	for n := range 1000 {
		kerneltest.Call(n)
	}
	call[any](a, "trace/stop", nil)
	text := a.text()
	for n := range 1000 {
		if !strings.Contains(text, fmt.Sprintf("call %d\n", n)) {
			t.Fatalf("line %d of 1000 is missing in\n%.2000s", n, text)
		}
	}
	if len(a.batches) > 100 {
		t.Errorf("%d batches for 1000 lines", len(a.batches))
	}
	if left := instances(t, a.process.Process.Pid); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	call[any](a, "unload", rpc.UnloadParams{Collection: loaded.Collection})
	checkGone(t, loaded, links)
}

func TestDetachEndsTheLines(t *testing.T) {
	a := start(t)
	call[rpc.TraceSource](a, "trace/start", nil)
	_, links := a.loadAndAttach("calls")
	kerneltest.Call(1)
	call[any](a, "detach", rpc.DetachParams{Link: links[0].Link})
	kerneltest.Call(2)
	call[any](a, "trace/stop", nil)
	if text := a.text(); !strings.Contains(text, "call 1\n") || strings.Contains(text, "call 2\n") {
		t.Error(text)
	}
	a.acknowledge(1) // Late, and of no harm.
	if _, err := a.client.call("detach", rpc.DetachParams{Link: links[0].Link}); err == nil {
		t.Error("a link was detached twice")
	}
}

// TestStopDeliversTheRest stops while more lines wait than may be on their way at once.
func TestStopDeliversTheRest(t *testing.T) {
	kerneltest.NeedsSpeed(t)
	a := start(t)
	a.setAck(false)
	call[rpc.TraceSource](a, "trace/start", nil)
	a.loadAndAttach("flood")
	const lines = 60_000
	kerneltest.Flood(lines)
	await(t, "the window is full", 20*time.Second, func() bool { return len(a.received()) == 32 })
	a.setAck(true)
	a.acknowledge(32)
	call[any](a, "trace/stop", nil)
	if got := strings.Count(a.text(), "flood line "); got != lines {
		t.Errorf("%d of %d lines", got, lines)
	}
}

func TestTwoAgentsBothGetAllLines(t *testing.T) {
	one, other := start(t), start(t)
	call[rpc.TraceSource](one, "trace/start", nil)
	call[rpc.TraceSource](other, "trace/start", nil)
	one.loadAndAttach("calls")
	for n := range 100 {
		kerneltest.Call(n)
	}
	for _, a := range []*agent{one, other} {
		call[any](a, "trace/stop", nil)
		if got := strings.Count(a.text(), ": call "); got != 100 {
			t.Errorf("%d of 100 lines", got)
		}
	}
}

func TestBytesThatAreNoUTF8(t *testing.T) {
	a := start(t)
	call[rpc.TraceSource](a, "trace/start", nil)
	a.loadAndAttach("bytes")
	kerneltest.Call(0)
	call[any](a, "trace/stop", nil)
	if text := a.text(); !strings.Contains(text, "odd \"\\\t\x01a\ufffd中 end\n") || !utf8.ValidString(text) {
		t.Errorf("%q", text)
	}
}

// TestBackPressure floods a consumer that acknowledges nothing: only a bounded part is sent, the kernel counts what it
// drops, and all of it arrives when the consumer is back.
func TestBackPressure(t *testing.T) {
	kerneltest.NeedsSpeed(t)
	a := start(t)
	a.setAck(false)
	call[rpc.TraceSource](a, "trace/start", nil)
	a.loadAndAttach("flood")
	count := func() int { return len(a.received()) }
	for range 16 {
		kerneltest.Flood(50_000)
	}
	await(t, "the window is full", 10*time.Second, func() bool { return count() == 32 })
	time.Sleep(200 * time.Millisecond)
	if count() != 32 {
		t.Fatalf("%d batches without an acknowledgement", count())
	}
	a.setAck(true)
	a.acknowledge(32)
	lost := regexp.MustCompile(`CPU:\d+ \[LOST \d+ EVENTS\]\n`)
	// Not until all is quiet: what other processes of this machine trace comes too.
	await(t, "a word of lost events", 20*time.Second, func() bool {
		return slices.ContainsFunc(a.received(), func(b rpc.TraceBatch) bool {
			return strings.Contains(b.Text, " EVENTS]\n") && lost.MatchString(b.Text)
		})
	})
	before := count()
	a.loadAndAttach("calls")
	kerneltest.Call(5)
	await(t, "lines go on after that", 20*time.Second, func() bool {
		return slices.ContainsFunc(a.received()[before:], func(b rpc.TraceBatch) bool {
			return strings.Contains(b.Text, ": call 5\n")
		})
	})
}

func TestTracefsThatIsNotMounted(t *testing.T) {
	a := start(t, "unshare", "--mount", "sh", "-c",
		`for at in /sys/kernel/debug/tracing /sys/kernel/debug /sys/kernel/tracing; do umount -l "$at" 2>/dev/null; done; exec "$0"`)
	source := call[rpc.TraceSource](a, "trace/start", nil)
	if !strings.HasPrefix(source.Path, "/proc/") {
		t.Errorf("tracefs was not mounted privately: %s", source.Path)
	}
	a.loadAndAttach("calls")
	kerneltest.Call(7)
	await(t, "a line", time.Second, func() bool { return strings.Contains(a.text(), "call 7\n") })
	pid := a.process.Process.Pid
	_ = a.process.Process.Kill()
	await(t, "the instance is gone", 5*time.Second, func() bool { return len(instances(t, pid)) == 0 })
}

// TestGlobalPipe covers the directory of instances with one that cannot be written. It takes the lines of whoever else
// reads the global pipe, and so runs where nobody does.
func TestGlobalPipe(t *testing.T) {
	kerneltest.NeedsVM(t)
	a := start(t, "unshare", "--mount", "sh", "-c",
		`mount -t tmpfs -o ro none /sys/kernel/tracing/instances && exec "$0"`)
	source := call[rpc.TraceSource](a, "trace/start", nil)
	if source.Source != "global" || source.Path != "/sys/kernel/tracing" || !strings.Contains(source.Reason, "read-only") {
		t.Error(asJSON(source))
	}
	a.loadAndAttach("calls")
	kerneltest.Call(9)
	await(t, "a line", 5*time.Second, func() bool { return strings.Contains(a.text(), "call 9\n") })
	call[any](a, "trace/stop", nil)
}

func TestBadRequests(t *testing.T) {
	a := start(t)
	for _, bad := range []struct {
		method string
		params any
		words  string
	}{
		{"load", rpc.LoadParams{Path: "/nowhere/x.o"}, "no such file"},
		{"load", rpc.LoadParams{Path: "/etc/hostname"}, "reading the BPF object"},
		{"load", rpc.LoadParams{Path: kerneltest.Compile(t, "calls"), Programs: []string{"absent"}}, `no program named "absent"`},
		{"load", []int{1, 2}, "one object expected"},
		{"unload", rpc.UnloadParams{Collection: 99}, "no collection 99"},
		{"attach", rpc.AttachParams{Collection: 99}, "no collection 99"},
		{"detach", rpc.DetachParams{Link: 99}, "no link 99"},
		{"candidates", rpc.CandidatesParams{Kind: "moon"}, "no candidates"},
		{"nonsense", nil, "method not found"},
	} {
		_, err := a.client.call(bad.method, bad.params)
		if err == nil || !strings.Contains(err.Error(), bad.words) {
			t.Errorf("%s %v: %v, want %q", bad.method, bad.params, err, bad.words)
		}
	}
	// vscode-jsonrpc may send the object inside an array.
	if got := call[[]rpc.Candidate](a, "candidates", []rpc.CandidatesParams{{Kind: "tracepoint", Contains: "sched_switch"}}); len(got) != 1 {
		t.Error(asJSON(got))
	}
}
