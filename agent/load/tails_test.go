package load

import (
	"testing"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/rpc"
)

// TestTailCallsJump also when only the program was asked for that jumps.
func TestTailCallsJump(t *testing.T) {
	kerneltest.NeedsRoot(t)
	for rows, asked := range map[int][]string{2: nil, 1: {"entry"}} {
		outcome, err := Load(rpc.LoadParams{Path: kerneltest.Compile(t, "tailCall"), Programs: asked})
		if err != nil {
			t.Fatal(err)
		}
		if len(outcome.Programs) != rows || len(outcome.Collection.Programs) != rows || len(outcome.Warnings) != 0 {
			t.Errorf("%+v", outcome)
		}
		if got := runProgram(t, outcome, "entry"); got != 77 {
			t.Errorf("of %v the tail call did not jump: %d", asked, got)
		}
		outcome.Collection.Close()
	}
}

func TestATailOfNoUseIsSaid(t *testing.T) {
	kerneltest.NeedsRoot(t)
	outcome, err := Load(rpc.LoadParams{Path: kerneltest.Compile(t, "tailCall", "-g", "-DREJECTED"), Programs: []string{"entry"}})
	if err != nil {
		t.Fatal(err)
	}
	defer outcome.Collection.Close()
	if len(outcome.Warnings) != 1 || outcome.Warnings[0].Code != "mapNotFilled" {
		t.Errorf("%+v", outcome.Warnings)
	}
	if got := runProgram(t, outcome, "entry"); got != 1 {
		t.Errorf("%d", got)
	}
}
