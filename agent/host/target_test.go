package host

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/asm"
	"github.com/cilium/ebpf/link"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
)

// describes checks one link, which it owns.
func describes(t *testing.T, held link.Link, err error, want string) {
	t.Helper()
	if errors.Is(err, ebpf.ErrNotSupported) {
		t.Skipf("this kernel is too old for such links: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	kind, target, err := Describe(held.(interface{ FD() int }).FD())
	if got := kind + " " + target; err != nil || got != want {
		t.Errorf("%q, %v, want %q", got, err, want)
	}
}

func tracingProgram(t *testing.T, attach ebpf.AttachType, to string, result int64) *ebpf.Program {
	t.Helper()
	kerneltest.NeedsRoot(t)
	loaded, err := ebpf.NewProgram(&ebpf.ProgramSpec{
		Name: "ebwhost_test", Type: ebpf.Tracing, AttachType: attach, AttachTo: to, License: "GPL",
		Instructions: asm.Instructions{asm.LoadImm(asm.R0, result, asm.DWord), asm.Return()},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { loaded.Close() })
	return loaded
}

func TestRawTracepoint(t *testing.T) {
	loaded, _ := program(t, ebpf.RawTracepoint, 0, 0)
	held, err := link.AttachRawTracepoint(link.RawTracepointOptions{Name: "sched_switch", Program: loaded})
	describes(t, held, err, "rawTracepoint sched_switch")
}

func TestIterators(t *testing.T) {
	held, err := link.AttachIter(link.IterOptions{Program: tracingProgram(t, ebpf.AttachTraceIter, "bpf_map", 0)})
	describes(t, held, err, "iter bpf_map")
	elements, err := ebpf.NewMap(&ebpf.MapSpec{Type: ebpf.Array, KeySize: 4, ValueSize: 4, MaxEntries: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer elements.Close()
	info, err := elements.Info()
	if err != nil {
		t.Fatal(err)
	}
	id, _ := info.ID()
	held, err = link.AttachIter(link.IterOptions{
		Program: tracingProgram(t, ebpf.AttachTraceIter, "bpf_map_elem", 0), Map: elements,
	})
	describes(t, held, err, fmt.Sprintf("iter bpf_map_elem of map %d", id))
}

func TestNetworkNamespace(t *testing.T) {
	inNetworkOfItsOwn(t)
	namespace, err := os.Open("/proc/thread-self/ns/net")
	if err != nil {
		t.Fatal(err)
	}
	defer namespace.Close()
	loaded, _ := program(t, ebpf.SkLookup, ebpf.AttachSkLookup, 1)
	held, err := link.AttachNetNs(int(namespace.Fd()), loaded)
	describes(t, held, err, "netns this network namespace sk_lookup")
}

func TestTCX(t *testing.T) {
	device := inNetworkOfItsOwn(t)
	loaded, _ := program(t, ebpf.SchedCLS, ebpf.AttachTCXEgress, 0)
	held, err := link.AttachTCX(link.TCXOptions{
		Interface: device.Attrs().Index, Program: loaded, Attach: ebpf.AttachTCXEgress,
	})
	describes(t, held, err, "tcx ebwhost0 egress")
}

func TestNetfilter(t *testing.T) {
	inNetworkOfItsOwn(t)
	if _, err := ebpf.NewProgram(&ebpf.ProgramSpec{
		Type: ebpf.Netfilter, AttachType: ebpf.AttachNetfilter, License: "GPL",
		Instructions: asm.Instructions{asm.LoadImm(asm.R0, 1, asm.DWord), asm.Return()},
	}); err != nil {
		t.Skipf("this kernel has no netfilter programs: %v", err)
	}
	loaded, _ := program(t, ebpf.Netfilter, ebpf.AttachNetfilter, 1)
	held, err := link.AttachNetfilter(link.NetfilterOptions{
		Program: loaded, ProtocolFamily: link.NetfilterProtoIPv4, Hook: link.NetfilterInetLocalIn, Priority: -7,
	})
	describes(t, held, err, "netfilter ipv4:local_in,priority=-7")
}

func TestUprobe(t *testing.T) {
	kerneltest.NeedsVM(t)
	found, err := filepath.Glob("/lib/*-linux-gnu/libc.so.6")
	if err != nil || len(found) == 0 {
		t.Fatalf("no C library: %v", err)
	}
	binary, err := link.OpenExecutable(found[0])
	if err != nil {
		t.Fatal(err)
	}
	loaded, _ := program(t, ebpf.Kprobe, 0, 0)
	held, err := binary.Uprobe("getpid", loaded, &link.UprobeOptions{PID: os.Getpid()})
	// Linux 6.1 does not tell more.
	describes(t, held, err, "perfEvent ")
}

func TestFunctions(t *testing.T) {
	kerneltest.NeedsVM(t)
	held, err := link.AttachTracing(link.TracingOptions{Program: tracingProgram(t, ebpf.AttachTraceFEntry, "do_unlinkat", 0)})
	describes(t, held, err, "fentry do_unlinkat")
	held, err = link.AttachTracing(link.TracingOptions{Program: tracingProgram(t, ebpf.AttachTraceFExit, "do_unlinkat", 0)})
	describes(t, held, err, "fexit do_unlinkat")
	loaded, _ := program(t, ebpf.Kprobe, 0, 0)
	held, err = link.Kprobe("do_unlinkat", loaded, nil)
	describes(t, held, err, "perfEvent ")
}

// TestTheTypeOfTheProgramTells what kind of perf event it is on before Linux 6.6.
func TestTheTypeOfTheProgramTells(t *testing.T) {
	kerneltest.NeedsVM(t)
	loaded, id := program(t, ebpf.Kprobe, 0, 0)
	held, err := link.Kprobe("do_unlinkat", loaded, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	rows := attachmentsOf(t, id)
	if len(rows) != 1 || rows[0].Kind != "kprobe" {
		t.Errorf("%+v", rows)
	}
	change, err := Detach(rows[0].Handle)
	if err != nil || change.Done || change.Errno != "EOPNOTSUPP" {
		t.Errorf("%+v %v", change, err)
	}
}
