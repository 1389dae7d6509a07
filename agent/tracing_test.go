package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/rpc"
)

// TestStructOpsGoWithTheAgent kills an agent whose congestion control the kernel would keep: before Linux 6.4 there is
// no link, and a structure in `.struct_ops` never has one.
func TestStructOpsGoWithTheAgent(t *testing.T) {
	kerneltest.NeedsVM(t)
	registered := func() bool {
		listed, err := os.ReadFile("/proc/sys/net/ipv4/tcp_available_congestion_control")
		must(t, err)
		return strings.Contains(string(listed), "ebw_written")
	}
	a := start(t, "setsid")
	loaded := a.load("structOps")
	a.attaches(loaded.Collection, "other_undo", "", 0)
	if !registered() {
		t.Fatal("it is not registered")
	}
	_ = a.process.Process.Kill()
	await(t, "the structure is gone", 10*time.Second, func() bool { return !registered() })
}

func TestIteratorsAreRead(t *testing.T) {
	a := start(t)
	loaded := a.load("iter")
	link := a.attaches(loaded.Collection, "tasks", "", 0)
	whole := call[rpc.IterText](a, "iter/read", rpc.IterParams{Link: link.Link})
	if own := fmt.Sprintf("process %d thread", a.process.Process.Pid); whole.Truncated || !strings.Contains(whole.Text, own) {
		t.Errorf("want %q in\n%s", own, whole.Text)
	}
	// From the beginning again, and no more than is asked for.
	if short := call[rpc.IterText](a, "iter/read", rpc.IterParams{Link: link.Link, Most: 7}); !short.Truncated || short.Text != "process" {
		t.Errorf("%+v", short)
	}
}

// TestReplacementsAreLoadedWhenTheyAreAttached asks as the peer does: what is missing, what there is, then with it.
func TestReplacementsAreLoadedWhenTheyAreAttached(t *testing.T) {
	kerneltest.NeedsVM(t)
	a := start(t)
	loaded := a.load("replaced")
	asked := a.attach(loaded.Collection, "replacement", "", 0)
	if asked.Problem != rpc.NeedsTarget || asked.Needs != "program" || asked.Of != "decide" {
		t.Errorf("%+v", asked)
	}
	offered := call[[]rpc.Candidate](a, "candidates", rpc.CandidatesParams{Kind: asked.Needs, Of: asked.Of})
	if len(offered) == 0 {
		t.Fatal("no program has such a function")
	}
	a.attaches(loaded.Collection, "replacement", offered[len(offered)-1].Name, 0)
}

// TestUprobesAreChosenStepByStep goes from the binary to its function.
func TestUprobesAreChosenStepByStep(t *testing.T) {
	program := kerneltest.CompileProgram(t, "probed")
	a := start(t)
	loaded := a.load("uprobes")
	if asked := a.attach(loaded.Collection, "on_entry", "", 0); asked.Needs != "binary" {
		t.Errorf("%+v", asked)
	}
	asked := a.attach(loaded.Collection, "on_entry", program, 0)
	offered := call[[]rpc.Candidate](a, "candidates", rpc.CandidatesParams{Kind: asked.Needs, Of: asked.Of, Contains: "first"})
	if len(offered) != 1 {
		t.Fatalf("%+v: %+v", asked, offered)
	}
	a.attaches(loaded.Collection, "on_entry", offered[0].Name, 0)
}
