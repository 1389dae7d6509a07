package attach

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cilium/ebpf"

	"github.com/ebpf-workbench/agent/candidates"
	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/load"
	"github.com/ebpf-workbench/agent/rpc"
	"github.com/ebpf-workbench/agent/tracefs"
)

// TestReplacement sees that a program does something else, and that it does what it did when the replacement is gone.
func TestReplacement(t *testing.T) {
	kerneltest.NeedsVM(t)
	f := loadFixture(t, "replaced")
	if row := f.rows[slices.IndexFunc(f.rows, func(r rpc.LoadedProgram) bool { return r.Name == "replacement" })]; row.Problem != rpc.NeedsTarget {
		t.Errorf("%+v", row)
	}
	replaced := f.collection.Programs["replaced"]
	runs := func(want uint32) {
		t.Helper()
		if got, err := replaced.Run(&ebpf.RunOptions{Data: make([]byte, 64)}); err != nil || got != want {
			t.Errorf("it returned %d, want %d: %v", got, want, err)
		}
	}
	runs(2) // XDP_PASS
	attached, refusal := f.attachDeferred("replacement", fmt.Sprintf("program=%d", replaced.ID))
	if refusal != nil {
		t.Fatalf("%+v", refusal)
	}
	want := fmt.Sprintf("decide of program %d (replaced)", replaced.ID)
	if got := attached.Link; got.Kind != "freplace" || got.Target != want || got.ProgramID == 0 || got.ProgramID == replaced.ID || got.ID == 0 {
		t.Errorf("%+v", got)
	}
	runs(1) // XDP_DROP
	if err := attached.Close(); err != nil {
		t.Fatal(err)
	}
	runs(2)

	if _, refusal := f.attachDeferred("replacement", ""); refusal == nil || refusal.Needs != "program" || refusal.Of != "decide" {
		t.Errorf("%+v", refusal)
	}
	if _, refusal := f.attachDeferred("misspelt", fmt.Sprintf("program=%d", replaced.ID)); refusal == nil || !strings.Contains(refusal.Detail, "Did you mean decide") {
		t.Errorf("%+v", refusal)
	}
	if _, refusal := f.attachDeferred("replacement", "program=4294967295"); refusal == nil || refusal.Problem != rpc.NoSuchTarget {
		t.Errorf("%+v", refusal)
	}
	rows, err := candidates.ReplaceablePrograms("decide")
	if err != nil || !slices.ContainsFunc(rows, func(c rpc.Candidate) bool { return c.Name == fmt.Sprintf("program=%d", replaced.ID) }) {
		t.Errorf("%+v %v", rows, err)
	}
}

// attachDeferred attaches a program that is loaded only then.
func (f fixture) attachDeferred(program, target string) (*Attached, *rpc.Refusal) {
	f.t.Helper()
	where, deferred := f.collection.Deferred(program)
	if !deferred {
		f.t.Fatalf("%s is not deferred", program)
	}
	return f.tryAttach(Request{
		Name: program, Program: (&load.Program{}).Program, Section: where, Target: target,
		Collection: f.collection, Tracefs: tracefs.Open,
	})
}
