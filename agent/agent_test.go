package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/lifetime"
	"github.com/ebpf-workbench/agent/rpc"
	"github.com/ebpf-workbench/agent/tracefs"
)

// asAgent makes this test binary an agent, so that the tests talk to a process of the very same code, with the race
// detector when they have it.
const asAgent = "EBPF_TEST_AS_AGENT"

func TestMain(m *testing.M) {
	isGuard := len(os.Args) > 1 && os.Args[1] == lifetime.GuardArgument
	if os.Getenv(asAgent) == "1" || isGuard {
		os.Exit(run(os.Args[1:]))
	}
	kerneltest.QuickChildren()
	os.Exit(m.Run())
}

// agent is a running agent process and what came from it.
type agent struct {
	t       *testing.T
	process *exec.Cmd
	client  *client
	ended   chan struct{}

	mu sync.Mutex
	// ack tells whether batches are acknowledged as they come.
	ack      bool
	batches  []rpc.TraceBatch
	warnings []rpc.Warning
	// other takes the notifications that are not kept here.
	other    func(method string, params json.RawMessage)
	detached []rpc.DetachedLink
}

// start runs an agent, by a command that ends in starting it where one is given.
func start(t *testing.T, before ...string) *agent {
	t.Helper()
	kerneltest.NeedsRoot(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	words := append(before, self)
	process := exec.Command(words[0], words[1:]...)
	process.Env = append(os.Environ(), asAgent+"=1")
	process.Stderr = os.Stderr
	in, _ := process.StdinPipe()
	out, _ := process.StdoutPipe()
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	a := &agent{t: t, process: process, ended: make(chan struct{}), ack: true}
	a.client = newClient(out, in, a.notified)
	go func() {
		<-a.client.ended
		_ = process.Wait()
		close(a.ended)
	}()
	t.Cleanup(func() {
		a.client.close()
		a.waitForEnd()
	})
	return a
}

func (a *agent) notified(method string, params json.RawMessage) {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch method {
	case "trace/lines":
		var batch rpc.TraceBatch
		if err := json.Unmarshal(params, &batch); err != nil {
			a.t.Error(err)
		}
		a.batches = append(a.batches, batch)
		if a.ack {
			a.acknowledge(batch.Batch)
		}
	case "warning":
		var warning rpc.Warning
		if err := json.Unmarshal(params, &warning); err != nil {
			a.t.Error(err)
		}
		a.warnings = append(a.warnings, warning)
	case "detached":
		var gone rpc.DetachedLink
		if err := json.Unmarshal(params, &gone); err != nil {
			a.t.Error(err)
		}
		a.detached = append(a.detached, gone)
	default:
		if a.other != nil {
			a.other(method, params)
		}
	}
}

func (a *agent) acknowledge(batch uint64) {
	_ = a.client.send(0, "trace/ack", rpc.TraceAck{Batch: batch})
}

func (a *agent) setAck(ack bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.ack = ack
}

func (a *agent) received() []rpc.TraceBatch {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.batches[:len(a.batches):len(a.batches)]
}

// call makes a request that must succeed.
func call[R any](a *agent, method string, params any) R {
	a.t.Helper()
	raw, err := a.client.call(method, params)
	if err != nil {
		a.t.Fatalf("%s: %v", method, err)
	}
	var result R
	if err := json.Unmarshal(raw, &result); err != nil {
		a.t.Fatalf("%s: %v in %s", method, err, raw)
	}
	return result
}

// loadAndAttach loads a fixture, all of whose programs must load and attach.
func (a *agent) loadAndAttach(fixture string) (rpc.LoadResult, []rpc.AttachedLink) {
	a.t.Helper()
	loaded := call[rpc.LoadResult](a, "load", rpc.LoadParams{Path: kerneltest.Compile(a.t, fixture)})
	var links []rpc.AttachedLink
	for _, program := range loaded.Programs {
		if program.Status != rpc.StatusLoaded {
			a.t.Fatalf("%+v", program)
		}
		result := call[rpc.AttachResult](a, "attach", rpc.AttachParams{Collection: loaded.Collection, Program: program.Name})
		if !result.Attached {
			a.t.Fatalf("%+v", result)
		}
		links = append(links, *result.Link)
	}
	return loaded, links
}

// text is all lines so far.
func (a *agent) text() string {
	a.t.Helper()
	var all strings.Builder
	for i, batch := range a.received() {
		if batch.Batch != uint64(i+1) || strings.Count(batch.Text, "\n") != batch.Lines || !strings.HasSuffix(batch.Text, "\n") {
			a.t.Errorf("batch %d of %d lines at position %d: %.200q…", batch.Batch, batch.Lines, i+1, batch.Text)
		}
		all.WriteString(batch.Text)
	}
	return all.String()
}

// await waits until a condition holds.
func await(t *testing.T, what string, limit time.Duration, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(limit); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within %v: %s", limit, what)
		}
	}
}

func (a *agent) waitForEnd() {
	a.t.Helper()
	select {
	case <-a.ended:
	case <-time.After(5 * time.Second):
		_ = a.process.Process.Kill()
		a.t.Errorf("agent %d did not end", a.process.Process.Pid)
	}
}

// instances lists the trace instances of one process.
func instances(t *testing.T, pid int) []string {
	t.Helper()
	found, err := filepath.Glob(openTracefs(t).Path("instances", fmt.Sprintf("ebpf-workbench-%d-*", pid)))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

var openTracefs = func() func(*testing.T) *tracefs.Dir {
	open := sync.OnceValues(tracefs.Open)
	return func(t *testing.T) *tracefs.Dir {
		t.Helper()
		fs, err := open()
		if err != nil {
			t.Fatal(err)
		}
		return fs
	}
}()

// asJSON is for failure messages.
func asJSON(value any) string {
	text, _ := json.MarshalIndent(value, "", " ")
	return string(text)
}
