package attach

import (
	"os"
	"testing"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/lifetime"
)

// The tests open a trace source, whose guard is this binary.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == lifetime.GuardArgument {
		os.Exit(lifetime.RunGuard(os.Args[2:]))
	}
	if len(os.Args) > 1 && os.Args[1] == insideArgument {
		os.Exit(runInside(os.Args[2:]))
	}
	kerneltest.QuickChildren()
	os.Exit(m.Run())
}
