package stats

import (
	"testing"
	"time"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/asm"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
)

// TestReadingIsCheap reads twenty programs, and prints the time of the fastest reading of some.
func TestReadingIsCheap(t *testing.T) {
	kerneltest.NeedsRoot(t)
	var ids []uint32
	for range 20 {
		program, err := ebpf.NewProgram(&ebpf.ProgramSpec{
			Type: ebpf.SocketFilter, License: "GPL", Instructions: asm.Instructions{asm.LoadImm(asm.R0, 0, asm.DWord), asm.Return()},
		})
		if err != nil {
			t.Fatal(err)
		}
		defer program.Close()
		info, err := program.Info()
		if err != nil {
			t.Fatal(err)
		}
		id, _ := info.ID()
		ids = append(ids, uint32(id))
	}
	best := time.Hour
	for range 10 {
		begin := time.Now()
		reading, err := Read(ids)
		best = min(best, time.Since(begin))
		if err != nil || len(reading.Programs) != 20 {
			t.Fatalf("%+v, %v", reading, err)
		}
		for i, row := range reading.Programs {
			if row.ID != ids[i] || row.JitedSize == 0 || row.Memory == 0 {
				t.Errorf("%+v", row)
			}
		}
	}
	t.Logf("twenty programs in %v", best)
	if best > 50*time.Millisecond {
		t.Errorf("twenty programs take %v", best)
	}
}

func TestAWatchedProgramGoes(t *testing.T) {
	kerneltest.NeedsRoot(t)
	program, err := ebpf.NewProgram(&ebpf.ProgramSpec{
		Type: ebpf.SocketFilter, License: "GPL", Instructions: asm.Instructions{asm.LoadImm(asm.R0, 0, asm.DWord), asm.Return()},
	})
	if err != nil {
		t.Fatal(err)
	}
	info, _ := program.Info()
	id, _ := info.ID()
	if reading, err := Read([]uint32{uint32(id)}); err != nil || len(reading.Programs) != 1 {
		t.Fatalf("%+v, %v", reading, err)
	}
	program.Close()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		reading, err := Read([]uint32{uint32(id)})
		if err != nil {
			t.Fatal(err)
		}
		if len(reading.Programs) == 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the program stays for as long as it is watched")
		}
	}
}

func TestStartsAreCounted(t *testing.T) {
	kerneltest.NeedsRoot(t)
	var counted Switch
	counted.Stop() // One too many.
	for range 2 {
		if source, err := counted.Start(); err != nil || source.Source == "" {
			t.Fatalf("%+v, %v", source, err)
		}
	}
	fd := counted.fd
	counted.Stop()
	if counted.fd != fd {
		t.Error("the first stop switched them off")
	}
	counted.Stop()
	if counted.fd != -1 {
		t.Error("the last stop left them on")
	}
}
