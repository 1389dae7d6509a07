package tracefs

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestPrivateMountsAreNobodyElses(t *testing.T) {
	before, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		t.Fatal(err)
	}
	for how, mount := range map[string]func() (*os.File, error){
		"detached": mountDetached,
		// Not where it may be mounted already, which the kernel refuses.
		"in a namespace": func() (*os.File, error) { return mountInNamespace(t.TempDir()) },
	} {
		t.Run(how, func(t *testing.T) {
			dir, err := mount()
			if err != nil {
				t.Fatal(err)
			}
			fs := At("/proc/self/fd/"+strconv.Itoa(int(dir.Fd())), dir)
			defer fs.Close()
			if entries, err := os.ReadDir(fs.Path("events", "sched")); err != nil || len(entries) == 0 {
				t.Errorf("%d events of the scheduler: %v", len(entries), err)
			}
			name, err := OwnInstance()
			if err != nil {
				t.Fatal(err)
			}
			if err := fs.MakeInstance(name); err != nil {
				t.Fatal(err)
			}
			if err := fs.RemoveInstance(name, time.Second); err != nil {
				t.Error(err)
			}
		})
	}
	if after, err := os.ReadFile("/proc/self/mountinfo"); err != nil || string(after) != string(before) {
		t.Errorf("the mounts of this process changed:\n%s\n%s\n%v", before, after, err)
	}
}

func TestOnlyAgentsInstancesAreRemoved(t *testing.T) {
	fs := At(t.TempDir(), nil)
	for _, name := range []string{"", "x", "..", "ebpf-workbench-", "ebpf-workbench-0-1", "ebpf-workbench-1-1/../..", "ebpf-workbench-1-1\n", "ebpf-workbench-1"} {
		if err := fs.RemoveInstance(name, 0); err == nil || !strings.Contains(err.Error(), "not the name") {
			t.Errorf("%q: %v", name, err)
		}
	}
	if err := fs.RemoveInstance("ebpf-workbench-1-1", 0); err != nil {
		t.Errorf("one that is gone already: %v", err)
	}
}

func TestAProcessThatHasEndedIsDeadBeforeItIsReaped(t *testing.T) {
	process := exec.Command("sleep", "60")
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	pid := process.Process.Pid
	started, err := startTime(pid)
	if err != nil {
		t.Fatal(err)
	}
	number, start := strconv.Itoa(pid), strconv.FormatUint(started, 10)
	if !isAlive(number, start) || isAlive(number, "1") {
		t.Error("a live process is told by its start time")
	}
	_ = process.Process.Kill()
	for deadline := time.Now().Add(5 * time.Second); isAlive(number, start); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("a zombie was taken for alive")
		}
	}
	_ = process.Wait()
	if isAlive(number, start) {
		t.Error("a process that is gone was taken for alive")
	}
}
