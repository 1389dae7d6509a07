package kerneltest

import (
	"os"
	"testing"
)

// NeedsVM marks a test of what only the test VM's kernel has: kprobes, fentry, fexit. Elsewhere the test is
// skipped; with EBPF_TEST_VM=1 it must run.
func NeedsVM(t testing.TB) {
	t.Helper()
	if os.Getenv("EBPF_TEST_VM") != "1" {
		t.Skip("runs on the test VM only (EBPF_TEST_VM=1)")
	}
}

// NeedsSpeed leaves out a test that moves more lines than an emulated machine can in its time.
func NeedsSpeed(t testing.TB) {
	t.Helper()
	if os.Getenv("EBPF_TEST_VM") == "1" {
		t.Skip("the test VM is emulated, and too slow for floods")
	}
}

// NeedsRoot fails a test that is not run as root: a run of the suite without root proves nothing.
func NeedsRoot(t testing.TB) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Fatal("the agent's tests need root")
	}
}
