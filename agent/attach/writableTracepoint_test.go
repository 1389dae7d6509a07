package attach

import (
	"errors"
	"os"
	"testing"

	"github.com/cilium/ebpf"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/rpc"
)

// TestWritableRawTracepoint changes the kernel's own error at the end of a test run, which every machine can do.
func TestWritableRawTracepoint(t *testing.T) {
	f := loadFixture(t, "writable")
	if row := f.row("result"); row.Type != "raw_tracepoint_writable" {
		t.Errorf("%+v", row)
	}
	must(t, f.collection.MapsByName()["whose"].Put(uint32(0), uint64(os.Getpid())))
	testRun := func() error {
		_, err := f.collection.Programs["drop"].Run(&ebpf.RunOptions{Data: make([]byte, 64)})
		return err
	}
	attached := f.proves("result", "", "rawTracepoint bpf_test_finish", "linkInfo")
	if err := testRun(); !errors.Is(err, unix.Errno(77)) {
		t.Errorf("the error was not written: %v", err)
	}
	must(t, attached.Close())
	must(t, testRun())
	must(t, f.proves("writes_nothing", "", "rawTracepoint sched_switch", "linkInfo").Close())

	f.refuses("read_only", "", rpc.Other, "Programs may not write to the arguments of the tracepoint sched_switch: EINVAL. "+
		"Writable are bpf_test_finish and nbd_send_request (of the module nbd)")
	f.refuses("too_much", "", rpc.Other, "writes to more bytes of the first argument of the tracepoint bpf_test_finish than it has")
	f.refuses("bare", "", rpc.NeedsTarget, "raw_tp.w/nbd_send_request")
	must(t, f.proves("bare", "bpf_test_run/bpf_test_finish", "rawTracepoint bpf_test_finish", "linkInfo").Close())
}

// TestRequestsOfABlockDevice has a program lead what is read of a network block device to another place.
func TestRequestsOfABlockDevice(t *testing.T) {
	kerneltest.NeedsVM(t)
	f := loadFixture(t, "writable")
	f.refuses("elsewhere", "", rpc.NoSuchTarget, "modprobe nbd")
	device := serveBlockDevice(t, 13)
	must(t, f.collection.MapsByName()["whose"].Put(uint32(1), uint64(device.index)))

	const moved = 4096
	if got := device.read(t, 0); got != 0 {
		t.Fatalf("without a program, the block at 0 is that at %d", got)
	}
	attached := f.proves("elsewhere", "", "rawTracepoint nbd_send_request", "linkInfo")
	for _, at := range []int64{0, 8192} {
		if got := device.read(t, at); got != uint64(at)+moved {
			t.Errorf("the server was asked for the block at %d, not at %d", got, at+moved)
		}
	}
	must(t, attached.Close())
	if got := device.read(t, 0); got != 0 {
		t.Errorf("after detaching, the block at 0 is that at %d", got)
	}
}

// row is what loading said of a program.
func (f fixture) row(program string) rpc.LoadedProgram {
	for _, row := range f.rows {
		if row.Name == program {
			return row
		}
	}
	return rpc.LoadedProgram{}
}
