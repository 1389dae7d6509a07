package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cilium/ebpf"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/left"
	"github.com/ebpf-workbench/agent/rpc"
)

// leftName is one of this test process's own.
func leftName(t *testing.T) string {
	t.Helper()
	name := fmt.Sprintf("test.%s_%d-1", t.Name(), os.Getpid())
	t.Cleanup(func() {
		if change := left.Remove(name); !change.Done || change.Detail == "" {
			t.Errorf("it was there still: %+v", change)
		}
	})
	return name
}

// startLeft loads the fixture and attaches two of its programs.
func startLeft(t *testing.T) (*agent, rpc.LoadResult, []rpc.AttachedLink) {
	t.Helper()
	a := start(t)
	loaded := call[rpc.LoadResult](a, "load", rpc.LoadParams{Path: kerneltest.Compile(t, "left")})
	var links []rpc.AttachedLink
	for _, name := range []string{"by_event", "by_raw"} {
		result := call[rpc.AttachResult](a, "attach", rpc.AttachParams{Collection: loaded.Collection, Program: name})
		if !result.Attached {
			t.Fatalf("%+v", result)
		}
		links = append(links, *result.Link)
	}
	return a, loaded, links
}

// checkCounts looks for the effect of all three programs in the map of an id.
func checkCounts(t *testing.T, loaded rpc.LoadResult) {
	t.Helper()
	at := slices.IndexFunc(loaded.Maps, func(row rpc.LoadedMap) bool { return row.Name == "calls" })
	calls, err := ebpf.NewMapFromID(ebpf.MapID(loaded.Maps[at].ID))
	if err != nil {
		t.Fatal(err)
	}
	defer calls.Close()
	read := func() (counts [3]uint64) {
		for place := range counts {
			if err := calls.Lookup(uint32(place), &counts[place]); err != nil {
				t.Fatal(err)
			}
		}
		return counts
	}
	before := read()
	kerneltest.Call(7)
	after := read()
	if after[0] != before[0]+1 || after[1] <= before[1] || after[2] != before[2]+1 {
		t.Errorf("counts of %v became %v by a call", before, after)
	}
}

func leftRun(t *testing.T, a *agent, name string) *rpc.LeftRun {
	t.Helper()
	objects := call[rpc.HostObjects](a, "host/objects", nil)
	for _, run := range objects.Left {
		if run.Name == name {
			return &run
		}
	}
	return nil
}

func (a *agent) end() {
	a.client.close()
	a.waitForEnd()
}

func TestLeaveAndResume(t *testing.T) {
	name := leftName(t)
	a, loaded, links := startLeft(t)
	at := time.Now()
	result := call[rpc.LeaveResult](a, "left/leave", rpc.LeaveParams{Collection: loaded.Collection, Name: name})
	if !result.Done || result.NotLeft != nil || !strings.HasPrefix(result.Path, left.Root+"/test%2e") {
		t.Fatalf("%+v", result)
	}
	if _, err := a.client.call("unload", rpc.UnloadParams{Collection: loaded.Collection}); err == nil {
		t.Error("the session still knows the collection")
	}
	a.end()
	checkCounts(t, loaded)

	b := start(t)
	run := leftRun(t, b, name)
	if run == nil || run.Path != result.Path || len(run.Programs) != 3 || len(run.Links) != 2 || len(run.Maps) != 4 {
		t.Fatalf("%+v", run)
	}
	if off := at.Sub(time.UnixMilli(run.Since)).Abs(); off > 10*time.Second {
		t.Errorf("left %v away from now", off)
	}
	if about, err := os.Stat(run.Path); err != nil || about.Mode().Perm() != 0o700 {
		t.Errorf("%v %v", about, err)
	}
	resumed := call[rpc.ResumeResult](b, "left/resume", rpc.LeftName{Name: name})
	var rows []string
	for _, row := range resumed.Programs {
		rows = append(rows, row.Name+" "+row.Type+" "+row.Target)
	}
	if len(rows) != 3 || !strings.HasPrefix(rows[0], "by_event tracepoint ") || rows[1] != "by_raw raw_tracepoint sys_enter" ||
		rows[2] != "unattached tracepoint " {
		t.Errorf("%q", rows)
	}
	if _, err := os.Stat(run.Path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the pins are there still: %v", err)
	}
	if len(resumed.Maps) != 4 || !slices.ContainsFunc(resumed.Maps, func(row rpc.LoadedMap) bool { return row.Name == ".bss" }) {
		t.Errorf("%+v", resumed.Maps)
	}
	checkCounts(t, loaded)
	objects := call[rpc.HostObjects](b, "host/objects", nil)
	for _, link := range links {
		if !slices.ContainsFunc(objects.Attachments, func(row rpc.HostAttachment) bool {
			return row.Handle == fmt.Sprintf("link:%d", link.ID) && row.Ours && row.Program == link.ProgramID
		}) {
			t.Errorf("link %d is not listed as ours", link.ID)
		}
	}
	call[any](b, "unload", rpc.UnloadParams{Collection: resumed.Collection})
	checkGone(t, loaded, links)
}

func TestLeaveAndRemove(t *testing.T) {
	name := leftName(t)
	a, loaded, links := startLeft(t)
	if result := call[rpc.LeaveResult](a, "left/leave", rpc.LeaveParams{Collection: loaded.Collection, Name: name}); !result.Done {
		t.Fatalf("%+v", result)
	}
	_ = a.process.Process.Kill()
	a.waitForEnd()
	b, other, otherLinks := startLeft(t)
	taken := call[rpc.LeaveResult](b, "left/leave", rpc.LeaveParams{Collection: other.Collection, Name: name})
	if taken.Done || taken.Errno != "EEXIST" {
		t.Errorf("%+v", taken)
	}
	checkCounts(t, other)
	if change := call[rpc.HostChange](b, "left/remove", rpc.LeftName{Name: name}); !change.Done || change.Detail != "" {
		t.Errorf("%+v", change)
	}
	checkGone(t, loaded, links)
	if run := leftRun(t, b, name); run != nil {
		t.Errorf("%+v", run)
	}
	if _, err := b.client.call("left/resume", rpc.LeftName{Name: name}); err == nil {
		t.Error("what is gone was resumed")
	}
	b.end()
	checkGone(t, other, otherLinks)
}

func TestNothingToLeave(t *testing.T) {
	name := leftName(t)
	a := start(t)
	loaded := call[rpc.LoadResult](a, "load", rpc.LoadParams{Path: kerneltest.Compile(t, "left")})
	result := call[rpc.LeaveResult](a, "left/leave", rpc.LeaveParams{Collection: loaded.Collection, Name: name})
	if result.Done || result.Detail == "" {
		t.Errorf("%+v", result)
	}
	if run := leftRun(t, a, name); run != nil {
		t.Errorf("%+v", run)
	}
	for _, hostile := range []string{"", ".", "..", "a/b", "../x", "a%2eb", "a b", "ä", strings.Repeat("x", 65), "a\x00"} {
		result := call[rpc.LeaveResult](a, "left/leave", rpc.LeaveParams{Collection: loaded.Collection, Name: hostile})
		if result.Done || !strings.Contains(result.Detail, "cannot be a name") {
			t.Errorf("%q: %+v", hostile, result)
		}
		if change := call[rpc.HostChange](a, "left/remove", rpc.LeftName{Name: hostile}); change.Done {
			t.Errorf("%q was removed", hostile)
		}
	}
}

// TestAnotherProcessHolds what the host shows, and ends what only it can end.
func TestAnotherProcessHolds(t *testing.T) {
	holder, loaded, links := startLeft(t)
	pid := holder.process.Process.Pid
	stranger := start(t)
	objects := call[rpc.HostObjects](stranger, "host/objects", nil)
	isHolder := func(owners []rpc.Owner) bool {
		return len(owners) == 1 && owners[0].PID == pid && owners[0].Command != "" && owners[0].UID == 0
	}
	if at := slices.IndexFunc(objects.Programs, func(row rpc.HostProgram) bool { return row.ID == loaded.Programs[0].ID }); at == -1 ||
		!isHolder(objects.Programs[at].Owners) || objects.Programs[at].Ours || len(objects.Programs[at].Maps) == 0 {
		t.Errorf("programs: %s", asJSON(objects.Programs))
	}
	if at := slices.IndexFunc(objects.Maps, func(row rpc.MapInfo) bool { return row.ID == loaded.Maps[0].ID }); at == -1 ||
		!isHolder(objects.Maps[at].Owners) {
		t.Errorf("maps: %s", asJSON(objects.Maps))
	}
	for _, link := range links {
		handle := fmt.Sprintf("link:%d", link.ID)
		at := slices.IndexFunc(objects.Attachments, func(row rpc.HostAttachment) bool { return row.Handle == handle })
		if at == -1 || !isHolder(objects.Attachments[at].Owners) || objects.Attachments[at].Kind != link.Kind {
			t.Fatalf("attachments: %s", asJSON(objects.Attachments))
		}
		change := call[rpc.HostChange](stranger, "host/detach", rpc.AttachmentHandle{Handle: handle})
		if change.Done || !strings.Contains(change.Detail, fmt.Sprintf("process %d (", pid)) {
			t.Errorf("%+v", change)
		}
	}
	if _, err := stranger.client.call("host/detach", rpc.AttachmentHandle{Handle: "nothing"}); err == nil {
		t.Error("a handle that is none")
	}
	if change := call[rpc.HostChange](stranger, "host/unpin", rpc.PinPath{Path: "/etc/hostname"}); change.Done {
		t.Errorf("%+v", change)
	}
	checkCounts(t, loaded)
}
