package owners

import (
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/asm"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/rpc"
)

// holder starts a process that does nothing but hold copies of these file descriptors.
func holder(t *testing.T, fds ...int) int {
	t.Helper()
	process := exec.Command("sleep", "60")
	for _, fd := range fds {
		copied, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 0)
		if err != nil {
			t.Fatal(err)
		}
		file := os.NewFile(uintptr(copied), "held")
		defer file.Close()
		process.ExtraFiles = append(process.ExtraFiles, file)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = process.Process.Kill()
		_ = process.Wait()
	})
	return process.Process.Pid
}

func TestScanFindsOtherProcesses(t *testing.T) {
	kerneltest.NeedsRoot(t)
	held, err := ebpf.NewMap(&ebpf.MapSpec{Type: ebpf.Array, KeySize: 4, ValueSize: 4, MaxEntries: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	program, err := ebpf.NewProgram(&ebpf.ProgramSpec{
		Type: ebpf.SocketFilter, License: "GPL", Instructions: asm.Instructions{asm.LoadImm(asm.R0, 0, asm.DWord), asm.Return()},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer program.Close()
	mapInfo, _ := held.Info()
	mapID, _ := mapInfo.ID()
	programInfo, _ := program.Info()
	programID, _ := programInfo.ID()

	alone, err := Scan()
	if err != nil {
		t.Fatal(err)
	}
	if rows := alone.Map(uint32(mapID)); rows == nil || len(rows) != 0 {
		t.Errorf("this process is among the owners: %+v", rows)
	}

	// The first holds the map twice, and is one owner.
	pid := holder(t, held.FD(), held.FD(), program.FD())
	second := holder(t, held.FD())
	begin := time.Now()
	index, err := Scan()
	t.Logf("a scan takes %v", time.Since(begin))
	if err != nil {
		t.Fatal(err)
	}
	rows := index.Map(uint32(mapID))
	if len(rows) != 2 || rows[0] != (rpc.Owner{PID: min(pid, second), Command: "sleep"}) || rows[1].PID != max(pid, second) {
		t.Errorf("the map's owners are %+v, not %d and %d", rows, pid, second)
	}
	if rows := index.Program(uint32(programID)); len(rows) != 1 || rows[0].PID != pid {
		t.Errorf("the program's owners are %+v, not %d", rows, pid)
	}
	if rows := index.Link(uint32(programID)); len(rows) > 0 && rows[0].PID == pid {
		t.Errorf("a process without a link holds one: %+v", rows)
	}
}
