package host

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/rpc"
)

// TestManyGroupsAndNamespaces looks at a host like one that runs containers: hundreds of control groups, some of them
// deep, and other network namespaces with interfaces of their own.
func TestManyGroupsAndNamespaces(t *testing.T) {
	inNetworkOfItsOwn(t)
	device, deviceID := program(t, ebpf.CGroupDevice, ebpf.AttachCGroupDevice, 1)
	_, _ = program(t, ebpf.CGroupSKB, ebpf.AttachCGroupInetEgress, 1)
	path, shown := newGroup(t)
	var made []string
	t.Cleanup(func() {
		for _, group := range slices.Backward(made) {
			_ = os.Remove(group)
		}
	})
	for pod := range 60 {
		group := path
		for _, level := range []string{fmt.Sprintf("pod%d", pod), "container", "init", "process", "deepest"} {
			group = filepath.Join(group, level)
			if err := os.Mkdir(group, 0o755); err != nil {
				t.Fatal(err)
			}
			made = append(made, group)
		}
	}
	deepest, err := os.Open(made[len(made)-1])
	if err != nil {
		t.Fatal(err)
	}
	defer deepest.Close()
	err = link.RawAttachProgram(link.RawAttachProgramOptions{
		Target: int(deepest.Fd()), Program: device, Attach: ebpf.AttachCGroupDevice,
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		// Ends with the test; what it unshares, with it.
		other := exec.Command("unshare", "-n", "sleep", "60")
		other.SysProcAttr = &unix.SysProcAttr{Pdeathsig: unix.SIGKILL}
		if err := other.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = other.Process.Kill(); _ = other.Wait() })
	}

	fastest := time.Hour
	var objects *rpc.HostObjects
	for range 5 {
		begin := time.Now()
		if objects, err = Objects(Ours{}); err != nil {
			t.Fatal(err)
		}
		fastest = min(fastest, time.Since(begin))
	}
	t.Logf("%d programs, %d maps, %d attachments, %d groups more in %v",
		len(objects.Programs), len(objects.Maps), len(objects.Attachments), len(made), fastest)
	want := shown + strings.TrimPrefix(made[len(made)-1], path) + " cgroup_device"
	if !slices.ContainsFunc(objects.Attachments, func(row rpc.HostAttachment) bool { return row.Program == deviceID && row.Target == want }) {
		t.Errorf("%s is not among the attachments", want)
	}
	if os.Getenv("EBPF_TEST_VM") != "1" && !kerneltest.RaceDetector && fastest > 200*time.Millisecond {
		t.Errorf("it took %v", fastest)
	}
}
