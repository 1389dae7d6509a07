package attach

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/rpc"
)

func TestUsdt(t *testing.T) {
	program := kerneltest.CompileProgram(t, "probed")
	f := loadFixture(t, "usdt")
	attached, refusal := f.attach("on_sale", program+":shop:sale")
	if refusal != nil {
		t.Fatalf("%+v", refusal)
	}
	if got := attached.Link; got.Kind != "usdt" || got.Target != program+":shop:sale" || !strings.HasPrefix(got.Detail, "1 place(s); arguments -4@") {
		t.Errorf("%+v", got)
	}
	sees(t, []string{program}, "sale -9 7eb0006 -7", "arguments 3 cookie 0")
	// The program does its work only while the counter is raised, and says so.
	if code := exitCode(program); code != 1 {
		t.Errorf("attached: the program ended with %d", code)
	}
	if err := attached.Close(); err != nil {
		t.Fatal(err)
	}
	if code := exitCode(program); code != 0 {
		t.Errorf("detached: the program ended with %d", code)
	}

	f.refuses("on_sale", program+":shop:sales", rpc.NoSuchTarget, "Did you mean shop:sale")
	f.refuses("on_sale", kerneltest.CompileProgram(t, "sleeper")+":a:b", rpc.NoSuchTarget, ".note.stapsdt")
	if _, refusal := f.attach("on_sale", program); refusal == nil || refusal.Needs != "usdt" || refusal.Of != program {
		t.Errorf("%+v", refusal)
	}
}

func exitCode(program string) int {
	command := exec.Command(program)
	_ = command.Run()
	return command.ProcessState.ExitCode()
}

func TestUsdtRowsAreGivenBack(t *testing.T) {
	program := kerneltest.CompileProgram(t, "probed")
	f := loadFixture(t, "usdt")
	for range 255 {
		f.collection.ReserveRow(specMap, 256)
	}
	first, refusal := f.attach("on_sale", program+":shop:sale")
	if refusal != nil {
		t.Fatalf("%+v", refusal)
	}
	sees(t, []string{program}, "sale -9 7eb0006 -7")
	f.refuses("on_sale", program+":shop:sale", rpc.Busy, "BPF_USDT_MAX_SPEC_CNT with more than 256")
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	f.attaches("on_sale", program+":shop:sale", "usdt "+program+":shop:sale")
}

// TestUsdtSpec compares with the layout of <bpf/usdt.bpf.h>: offset, kind, register, sign, shift.
func TestUsdtSpec(t *testing.T) {
	value, problems := usdtSpec("-2@2(%r12) 8@(%rax,%rcx,4) 4@x(%rip)", false)
	first := []byte{2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 24, 0, 1, 48}
	if !bytes.Equal(value[:16], first) || value[16+8] != unreadable || value[32+8] != unreadable || value[200] != 3 {
		t.Errorf("% x", value)
	}
	if len(problems) != 2 || !strings.Contains(problems[0], "8@(%rax,%rcx,4)") {
		t.Errorf("%q", problems)
	}
	// rcx is at 88, the scale of 4 is a shift by 2.
	value, problems = usdtSpec("8@(%rax,%rcx,4)", true)
	if !bytes.Equal(value[8:16], []byte{3, 88, 0x20, 0, 80, 0, 0, 0}) || len(problems) != 0 {
		t.Errorf("% x %q", value[:16], problems)
	}
}
