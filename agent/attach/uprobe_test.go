package attach

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/rpc"
)

// sees attaches programs, runs a command, and compares the trace lines.
func sees(t *testing.T, argv []string, want ...string) {
	t.Helper()
	lines := linesWhile(t, func() { _ = exec.Command(argv[0], argv[1:]...).Run() })
	for _, line := range want {
		if !strings.Contains(lines, ": "+line+"\n") {
			t.Errorf("%q is missing in\n%s", line, lines)
		}
	}
}

func TestUprobes(t *testing.T) {
	program := kerneltest.CompileProgram(t, "probed")
	f := loadFixture(t, "uprobes")
	f.attaches("on_entry", program+":work_first", "uprobe "+program+":work_first")
	f.attaches("on_return", program+":work_second", "uretprobe "+program+":work_second")
	f.attaches("may_sleep", program+":hidden+0x0", "uprobe "+program+":hidden")
	f.attaches("on_entry", program+":space::only", "uprobe "+program+":space::only")
	f.attaches("on_entry", program+":*Thing*", "uprobe "+program+":space::Thing::run")
	sees(t, []string{program}, "uprobe 7eb0001", "uretprobe 7eb0004", "sleepable 7eb0005", "uprobe 7eb0003", "uprobe 7eb0004")

	f.attaches("on_entry", program+":begin+1", "uprobe "+program+":begin+0x1")
	f.refuses("on_entry", program+":work_*", rpc.NoSuchTarget, "means 2 functions")
	f.refuses("on_entry", program+":work_*", rpc.NoSuchTarget, "work_first, work_second")
	f.refuses("on_entry", program+":work_frist", rpc.NoSuchTarget, "Did you mean work_first")
	f.refuses("on_entry", program+":work_first+4096", rpc.NoSuchTarget, "beyond it")
	f.refuses("on_entry", program+":0x1", rpc.NoSuchTarget, "has no code")
	f.refuses("on_return", program+":begin+1", rpc.NoSuchTarget, "without an offset")
	f.refuses("on_entry", program+":begin,pid=0", rpc.NoSuchTarget, "not the number of a process")
	f.refuses("on_entry", program+":begin,colour=red", rpc.Other, "known: pid")
	f.refuses("on_entry", "/etc/passwd:begin", rpc.NoSuchTarget, "no program or library")
}

func TestUprobesByNameOfTheLoader(t *testing.T) {
	f := loadFixture(t, "uprobes")
	attached, refusal := f.attach("in_libc", "")
	if refusal != nil {
		t.Fatalf("%+v", refusal)
	}
	if got := attached.Link.Target; !strings.HasSuffix(got, "/libc.so.6:malloc") || !filepath.IsAbs(got) {
		t.Errorf("%+v", attached.Link)
	}
	f.refuses("misspelt", "", rpc.NoSuchTarget, "Did you mean malloc")
	f.refuses("nowhere", "", rpc.NoSuchTarget, `program "no-such-program"`)
	f.refuses("on_entry", "libc.so.6:memcpy", rpc.NoSuchTarget, "chosen for the processor")
	f.refuses("on_entry", "bash:malloc_is_not_here", rpc.NoSuchTarget, "stripped")
	if attached, refusal := f.attach("on_entry", "bash:readline"); refusal == nil {
		if got := attached.Link.Target; !strings.HasSuffix(got, "/bash:readline") {
			t.Error(got)
		}
	} else {
		t.Errorf("%+v", refusal)
	}
}

func TestUprobesAskForWhatIsOpen(t *testing.T) {
	program := kerneltest.CompileProgram(t, "probed")
	f := loadFixture(t, "uprobes")
	if _, refusal := f.attach("on_entry", ""); refusal == nil || refusal.Needs != "binary" || refusal.Of != "" {
		t.Errorf("%+v", refusal)
	}
	if _, refusal := f.attach("on_entry", program); refusal == nil || refusal.Needs != "symbol" || refusal.Of != program {
		t.Errorf("%+v", refusal)
	}
}

func TestUprobeOfOneProcess(t *testing.T) {
	program := kerneltest.CompileProgram(t, "probed")
	f := loadFixture(t, "uprobes")
	f.attaches("on_entry", program+":work_first,pid="+strconv.Itoa(os.Getpid()), "uprobe "+program+":work_first")
	lines := linesWhile(t, func() { _ = exec.Command(program).Run() })
	if strings.Contains(lines, "uprobe ") {
		t.Errorf("another process was seen:\n%s", lines)
	}
}

func TestUprobeInAReplacedFile(t *testing.T) {
	program := kerneltest.CompileProgram(t, "sleeper")
	running := exec.Command(program)
	if err := running.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = running.Process.Kill(); _ = running.Wait() }()
	raw, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(program); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(program, raw, 0o755); err != nil {
		t.Fatal(err)
	}
	attached, refusal := loadFixture(t, "uprobes").attach("on_entry", program+":begin")
	if refusal != nil || !strings.Contains(attached.Link.Detail, "1 process runs a deleted file") {
		t.Errorf("%+v %+v", attached, refusal)
	}
}
