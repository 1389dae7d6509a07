package attach

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/rpc"
	"github.com/ebpf-workbench/agent/trace"
	"github.com/ebpf-workbench/agent/tracefs"
)

func TestKprobesOnAKernelWithoutThem(t *testing.T) {
	if _, err := os.Stat(kprobePMU); err == nil {
		t.Skip("this kernel has kprobes")
	}
	f := loadFixture(t, "probes")
	f.refuses("entry", "", rpc.Unsupported, "CONFIG_KPROBE_EVENTS")
	f.refuses("call", "", rpc.Unsupported, "CONFIG_KPROBE_EVENTS")
}

func TestKprobes(t *testing.T) {
	kerneltest.NeedsVM(t)
	f := loadFixture(t, "probes")
	wrapped := syscallPrefix() + "sys_getpgid"
	f.attaches("entry", "", "kprobe do_unlinkat")
	f.attaches("leave", "", "kretprobe do_unlinkat")
	f.attaches("entry_offset", "", "kprobe do_unlinkat")
	f.attaches("old_name", "", "kprobe "+wrapped)
	f.attaches("call", "", "kprobe "+wrapped)
	f.attaches("call_return", "", "kretprobe "+wrapped)
	f.refuses("bare", "", rpc.NeedsTarget, "kprobe/do_unlinkat")
	f.attaches("bare", "do_unlinkat", "kprobe do_unlinkat")
	f.refuses("misspelt", "", rpc.NoSuchTarget, "Did you mean do_unlinkat")
	f.refuses("misspelt_call", "", rpc.NoSuchTarget, "Did you mean getpgid")
	f.refuses("beyond", "", rpc.NoSuchTarget, "do_unlinkat+0xfffff")
	f.refuses("inside_instruction", "", rpc.NoSuchTarget, "middle of an instruction")
	f.refuses("return_offset", "", rpc.NoSuchTarget, "without an offset")
}

func TestFunctionsByBTF(t *testing.T) {
	kerneltest.NeedsVM(t)
	f := loadFixture(t, "fentry")
	f.attaches("enter", "", "fentry do_unlinkat")
	f.attaches("leave", "", "fexit do_unlinkat")
	f.attaches("modify", "", "fmodRet security_bpf")
}

// TestTheyRun sees each kind at work, not only attached.
func TestTheyRun(t *testing.T) {
	kerneltest.NeedsVM(t)
	probes, functions := loadFixture(t, "probes"), loadFixture(t, "fentry")
	for _, name := range []string{"entry", "leave", "call", "call_return"} {
		if _, refusal := probes.attach(name, ""); refusal != nil {
			t.Fatal(refusal)
		}
	}
	for _, name := range []string{"enter", "leave"} {
		if _, refusal := functions.attach(name, ""); refusal != nil {
			t.Fatal(refusal)
		}
	}
	lines := linesWhile(t, func() {
		file := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		_ = unix.Unlink(file)
		kerneltest.Call(0)
	})
	for _, want := range []string{": entry\n", ": leave\n", ": call\n", ": return\n", ": fentry\n", ": fexit\n"} {
		if !strings.Contains(lines, want) {
			t.Errorf("%q is missing in\n%s", want, lines)
		}
	}
}

// linesWhile returns the trace lines that an action makes.
func linesWhile(t *testing.T, action func()) string {
	t.Helper()
	fs, err := tracefs.Open()
	if err != nil {
		t.Fatal(err)
	}
	var lines strings.Builder
	session, err := trace.Start(fs, func(_ uint64, text []byte, _ int) error {
		lines.Write(text)
		return nil
	}, func(err error) { t.Error(err) })
	if err != nil {
		t.Fatal(err)
	}
	action()
	if err := session.Stop(time.Second); err != nil {
		t.Fatal(err)
	}
	return lines.String()
}
