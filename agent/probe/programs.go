package probe

import (
	"errors"
	"math"
	"os"
	"strconv"
	"strings"
	"unsafe"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/asm"
	"github.com/cilium/ebpf/features"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
)

var returnZero = asm.Instructions{asm.Mov.Imm(asm.R0, 0), asm.Return()}

func programType(t ebpf.ProgramType, since string) func(openTracefs) answer {
	return func(openTracefs) answer {
		return conclude(features.HaveProgramType(t), "The kernel has no programs of this type (Linux "+since+").")
	}
}

func bpfSyscall(openTracefs) answer {
	program, err := ebpf.NewProgram(&ebpf.ProgramSpec{Type: ebpf.SocketFilter, Instructions: returnZero})
	if err != nil {
		return conclude(err, "The kernel has no bpf() system call (CONFIG_BPF_SYSCALL).")
	}
	program.Close()
	return yes()
}

func jit(openTracefs) answer {
	// Absent in containers, whose network is not the first one.
	if text, err := os.ReadFile("/proc/sys/net/core/bpf_jit_enable"); err == nil {
		if strings.TrimSpace(string(text)) != "0" {
			return yes()
		}
		return no("Programs are interpreted: net.core.bpf_jit_enable is 0.")
	}
	program, err := ebpf.NewProgram(&ebpf.ProgramSpec{Type: ebpf.SocketFilter, Instructions: returnZero})
	if err != nil {
		return unknown(errno.Text(err))
	}
	defer program.Close()
	info, err := program.Info()
	if err != nil {
		return unknown(errno.Text(err))
	}
	size, err := info.JitedSize()
	switch {
	case size > 0:
		return yes()
	case errors.Is(err, ebpf.ErrRestrictedKernel), os.Geteuid() != 0:
		return unknown("The kernel does not tell uid " + strconv.Itoa(os.Geteuid()) + " whether programs are compiled.")
	}
	return no("Programs are interpreted: the kernel has no JIT.")
}

// kprobe needs the program type and something to attach it to: kernels may have the first without the second.
func kprobe(open openTracefs) answer {
	if got := programType(ebpf.Kprobe, "4.1")(open); got.answer != yes().answer {
		return got
	}
	_, err := os.Stat("/sys/bus/event_source/devices/kprobe")
	switch {
	case err == nil:
		return yes()
	case errors.Is(err, os.ErrNotExist):
		return no("The kernel has no kprobe events (Linux 4.17, CONFIG_KPROBE_EVENTS).")
	}
	return unknown(errno.Text(err))
}

func ringbuf(openTracefs) answer {
	return conclude(features.HaveMapType(ebpf.RingBuf), "The kernel has no ring buffer maps (Linux 5.8).")
}

// bpfLink asks for a link of a program that does not exist: a kernel with links says that it does not, one without
// does not know the command.
func bpfLink(openTracefs) answer {
	attr := struct{ program, target, attachType, flags uint32 }{program: math.MaxInt32}
	_, _, failed := unix.Syscall(unix.SYS_BPF, unix.BPF_LINK_CREATE, uintptr(unsafe.Pointer(&attr)), unsafe.Sizeof(attr))
	switch failed {
	case unix.EBADF:
		return yes()
	case unix.EINVAL:
		return no("The kernel has no BPF links (Linux 5.7).")
	}
	return unknown(errno.Text(failed))
}
