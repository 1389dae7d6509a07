package attach

import (
	"errors"
	"strings"
	"testing"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/features"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/rpc"
)

func TestUprobeMulti(t *testing.T) {
	program := kerneltest.CompileProgram(t, "probed")
	f := loadFixture(t, "uprobes")
	if errors.Is(features.HaveBPFLinkUprobeMulti(), ebpf.ErrNotSupported) {
		f.refuses("on_many", program+":work_*", rpc.Unsupported, "needs Linux 6.6")
		return
	}
	attached, refusal := f.attach("on_many", program+":work_*")
	if refusal != nil {
		t.Fatalf("%+v", refusal)
	}
	if got := attached.Link; got.Kind != "uprobeMulti" || got.Target != program+":work_*" || got.Detail != "2 functions: work_first, work_second" || got.ID == 0 {
		t.Errorf("%+v", got)
	}
	f.attaches("on_many", program+":space::only", "uprobeMulti "+program+":space::only")
	f.attaches("on_many_returns", program+":*Thing*", "uretprobeMulti "+program+":*Thing*")
	sees(t, []string{program}, "multi 7eb0001", "multi 7eb0002", "multi 7eb0004", "multi return 7eb0006")
	f.refuses("on_many", program+":nothing*", rpc.NoSuchTarget, "no function")
	f.refuses("on_many", program+":work_frist", rpc.NoSuchTarget, "Did you mean work_first")
}

// TestUprobeSession runs at entry and at return, so that the line comes twice.
func TestUprobeSession(t *testing.T) {
	program := kerneltest.CompileProgram(t, "probed")
	f := loadFixture(t, "uprobes")
	attached, refusal := f.attach("in_session", program+":work_first")
	if refusal != nil {
		if refusal.Problem != rpc.Unsupported || !strings.Contains(refusal.Detail, "6.13") {
			t.Errorf("%+v", refusal)
		}
		return
	}
	if attached.Link.Kind != "uprobeSession" {
		t.Errorf("%+v", attached.Link)
	}
	if lines := linesWhile(t, func() { exitCode(program) }); strings.Count(lines, ": session\n") != 2 {
		t.Errorf("want two lines:\n%s", lines)
	}
}

func TestKprobeMulti(t *testing.T) {
	f := loadFixture(t, "kprobeMulti")
	if features.HaveBPFLinkKprobeMulti() != nil {
		f.refuses("many", "", rpc.Unsupported, "CONFIG_FPROBE")
		f.refuses("many_returns", "", rpc.Unsupported, "Linux 5.18")
		f.refuses("misspelt", "", rpc.NoSuchTarget, "Did you mean do_unlinkat")
		return
	}
	f.attaches("many", "", "kprobeMulti do_unlink*")
	f.attaches("many_returns", "", "kretprobeMulti do_unlink*")
}
