package candidates

import (
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/cilium/ebpf/btf"

	"github.com/ebpf-workbench/agent/rpc"
	"github.com/ebpf-workbench/agent/tracefs"
)

func TestNear(t *testing.T) {
	known := []string{"do_unlinkat", "do_linkat", "vfs_unlink", "__x64_sys_write", "ksys_write", "__ia32_sys_write", "schedule", "a"}
	for wanted, want := range map[string]string{
		"do_unlikat":  "do_unlinkat do_linkat",
		"do_unlinkta": "do_unlinkat do_linkat",
		"sys_write":   "ksys_write __x64_sys_write __ia32_sys_write",
		"shedule":     "schedule",
		"entirely":    "",
		"":            "",
	} {
		if got := strings.Join(Near(wanted, known, 3), " "); got != want {
			t.Errorf("%q: got %q, want %q", wanted, got, want)
		}
	}
}

func TestReadFilterFunctions(t *testing.T) {
	names, err := readFilterFunctions(strings.NewReader("do_unlinkat\n__ftrace_invalid_address___32\nnf_hook_slow [nf_tables]\nabs [m]\n"))
	if err != nil || !slices.Equal(names, []string{"abs", "do_unlinkat", "nf_hook_slow"}) {
		t.Error(names, err)
	}
}

func TestReadKallsyms(t *testing.T) {
	names, err := readKallsyms(strings.NewReader("ffffffff81000000 T _stext\nffffffff82000000 D jiffies\n" +
		"ffffffff81000010 t __pfx_f\nffffffffc0000000 t nf_hook_slow\t[nf_tables]\nbroken\n"))
	if err != nil || !slices.Equal(names, []string{"_stext", "nf_hook_slow"}) {
		t.Error(names, err)
	}
}

func TestThisKernelsFunctionsAndTracepoints(t *testing.T) {
	fs, err := tracefs.Open()
	if err != nil {
		t.Fatal(err)
	}
	for want, list := range map[string]func() ([]string, error){
		"do_unlinkat":        func() ([]string, error) { return ProbedFunctions(fs) },
		"vfs_unlink":         TypedFunctions,
		"sched_switch":       TypedTracepoints,
		"sched_process_fork": func() ([]string, error) { return RawTracepoints(fs) },
		"sched/sched_switch": func() ([]string, error) { return Tracepoints(fs) },
	} {
		names, err := list()
		if err != nil || !slices.Contains(names, want) {
			t.Errorf("%s is not among %d names: %v", want, len(names), err)
		}
	}
}

func TestInterfaces(t *testing.T) {
	rows, err := Interfaces()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(rows, func(row rpc.Candidate) bool { return row.Name == "lo" })
	if i < 0 || !strings.HasPrefix(rows[i].Detail, "loopback · ") || !strings.Contains(rows[i].Detail, "MTU ") {
		t.Errorf("%+v", rows)
	}
}

// TestOwnConnection looks from a process below one that has SSH_CONNECTION, and has lost it itself, as under sudo.
func TestOwnConnection(t *testing.T) {
	shell := exec.Command("sh", "-c", "env -i sleep 60 & echo $!; wait")
	shell.Env = []string{"PATH=" + os.Getenv("PATH"), "SSH_CONNECTION=192.0.2.7 51234 127.0.0.1 22"}
	out, _ := shell.StdoutPipe()
	if err := shell.Start(); err != nil {
		t.Fatal(err)
	}
	line := make([]byte, 32)
	n, _ := out.Read(line)
	pid := atoi(strings.TrimSpace(string(line[:n])))
	t.Cleanup(func() {
		_ = shell.Process.Kill()
		if process, err := os.FindProcess(pid); err == nil {
			_ = process.Kill()
		}
		_ = shell.Wait()
	})
	client, server, ok := sshConnection(pid)
	if !ok || !client.Equal(net.ParseIP("192.0.2.7")) || !server.Equal(net.ParseIP("127.0.0.1")) {
		t.Error(client, server, ok)
	}

	if client, server, ok = parseConnection("fe80::1%eth0 51234 fe80::2%eth0 22"); !ok || client == nil || server == nil {
		t.Error(client, server, ok)
	}
	if _, _, ok = parseConnection("nonsense"); ok {
		t.Error("nonsense was taken for a connection")
	}
	own := carriers(net.ParseIP("127.0.0.1"), net.ParseIP("127.0.0.1"))
	if lo, err := net.InterfaceByName("lo"); err != nil || !own[lo.Index] || len(own) != 1 {
		t.Error(own, err)
	}
}

func atoi(text string) (number int) {
	for _, digit := range text {
		number = number*10 + int(digit-'0')
	}
	return number
}

// TestNamesInBTF compares the walk with cilium/ebpf's decoder.
func TestNamesInBTF(t *testing.T) {
	kernel, err := btf.LoadKernelSpec()
	if err != nil {
		t.Fatal(err)
	}
	var functions, tracepoints []string
	for found, err := range kernel.All() {
		if err != nil {
			t.Fatal(err)
		}
		switch found := found.(type) {
		case *btf.Func:
			functions = append(functions, found.Name)
		case *btf.Typedef:
			if name, ok := strings.CutPrefix(found.Name, "btf_trace_"); ok {
				tracepoints = append(tracepoints, name)
			}
		}
	}
	check := func(list func() ([]string, error), want []string) {
		slices.Sort(want)
		if got, err := list(); err != nil || !slices.Equal(got, slices.Compact(want)) {
			t.Errorf("%d names, want %d: %v", len(got), len(want), err)
		}
	}
	check(TypedFunctions, functions)
	check(TypedTracepoints, tracepoints)
}

func FuzzNamesInBTF(f *testing.F) {
	raw, err := os.ReadFile("/sys/kernel/btf/vmlinux")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw[:24])
	f.Add(raw[:4096])
	f.Fuzz(func(t *testing.T, raw []byte) { _, _ = namesInBTF(raw, kindFunc, "") })
}
