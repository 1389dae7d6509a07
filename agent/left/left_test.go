package left

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/cilium/ebpf/link"

	"github.com/ebpf-workbench/agent/attach"
	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/load"
	"github.com/ebpf-workbench/agent/rpc"
)

// unlinked is an attachment without a BPF link.
type unlinked struct{}

func (unlinked) Close() error { return nil }

func TestWhatCannotBePinnedIsNamed(t *testing.T) {
	kerneltest.NeedsRoot(t)
	outcome, err := load.Load(rpc.LoadParams{Path: kerneltest.Compile(t, "left")})
	if err != nil {
		t.Fatal(err)
	}
	defer outcome.Collection.Close()
	linked, err := link.AttachRawTracepoint(link.RawTracepointOptions{
		Name: "sys_enter", Program: outcome.Collection.Programs["by_raw"].Program,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer linked.Close()
	byRaw := &attach.Attached{Closer: linked, Link: rpc.AttachedLink{Program: "by_raw"}}
	byEvent := &attach.Attached{Closer: unlinked{}, Link: rpc.AttachedLink{Program: "by_event", Proof: "perfEvent"}}
	byFilter := &attach.Attached{Closer: unlinked{}, Link: rpc.AttachedLink{Program: "by_filter", Target: "eth7 ingress"}}

	name := fmt.Sprintf("test_mixed_%d", os.Getpid())
	result := Leave(name, outcome.Collection, []*attach.Attached{byEvent, byRaw, byRaw, byFilter})
	defer Remove(name)
	if !result.Done || len(result.NotLeft) != 2 || !strings.Contains(result.NotLeft[0].Detail, "Linux 5.15") ||
		!strings.Contains(result.NotLeft[1].Detail, "eth7 ingress") {
		t.Fatalf("%+v", result)
	}
	for _, file := range []string{"links/by_raw", "links/by_raw-2", "programs/by_event", "maps/%2ebss", "maps/calls"} {
		if _, err := os.Stat(result.Path + "/" + file); err != nil {
			t.Error(err)
		}
	}
	if change := Remove(name); !change.Done || change.Detail != "" {
		t.Errorf("%+v", change)
	}

	result = Leave(name, outcome.Collection, []*attach.Attached{byEvent})
	if result.Done || len(result.NotLeft) != 1 || !strings.Contains(result.Detail, "Nothing of this run") {
		t.Errorf("%+v", result)
	}
	if _, err := os.Stat(Root + "/" + name); !os.IsNotExist(err) {
		t.Errorf("something is left: %v", err)
	}
}

// TestHalfwayIsUndone: a name that the file system refuses comes after others that it took.
func TestHalfwayIsUndone(t *testing.T) {
	kerneltest.NeedsRoot(t)
	outcome, err := load.Load(rpc.LoadParams{Path: kerneltest.Compile(t, "left")})
	if err != nil {
		t.Fatal(err)
	}
	defer outcome.Collection.Close()
	linked, err := link.AttachRawTracepoint(link.RawTracepointOptions{
		Name: "sys_enter", Program: outcome.Collection.Programs["by_raw"].Program,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer linked.Close()
	good := &attach.Attached{Closer: linked, Link: rpc.AttachedLink{Program: "by_raw"}}
	bad := &attach.Attached{Closer: linked, Link: rpc.AttachedLink{Program: "no/such/folder"}}
	name := fmt.Sprintf("test_halfway_%d", os.Getpid())
	defer Remove(name)
	result := Leave(name, outcome.Collection, []*attach.Attached{good, bad})
	if result.Done || result.Errno != "ENOENT" || !strings.Contains(result.Detail, "no/such/folder") {
		t.Errorf("%+v", result)
	}
	if _, err := os.Stat(Root + "/" + name); !os.IsNotExist(err) {
		t.Errorf("something is left: %v", err)
	}
}
