package load

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"unsafe"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/btf"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/section"
)

// loadLSMCgroup loads an lsm_cgroup program by hand: cilium/ebpf knows the section, and does not tell the kernel the
// hook's BTF id. Relocations and maps are seen to as for the others; only the program's own BTF is left out, so that
// the verifier's log has no lines of C.
func (l *programLoader) loadLSMCgroup(program *ebpf.ProgramSpec, where section.Section) (*ebpf.Program, error) {
	kernel, err := btf.LoadKernelSpec()
	if err != nil {
		return nil, err
	}
	var hook *btf.Func
	if err := kernel.TypeByName(where.Function(), &hook); err != nil {
		return nil, fmt.Errorf("the hook %s: %w", where.Target, ebpf.ErrNotSupported)
	}
	id, err := kernel.TypeID(hook)
	if err != nil {
		return nil, err
	}
	code, err := l.link(program, kernel)
	if err != nil {
		return nil, err
	}
	license, err := unix.BytePtrFromString(program.License)
	if err != nil {
		return nil, err
	}
	attr := struct {
		kind, count       uint32
		code, license     unsafe.Pointer
		logLevel, logSize uint32
		log               unsafe.Pointer
		version, flags    uint32
		name              [16]byte
		device, attach    uint32
		_                 [9]uint32 // The program's BTF, and what belongs to it.
		hook              uint32
		_                 [8]uint32
	}{
		kind: uint32(ebpf.LSM), count: uint32(len(code) / 8), code: unsafe.Pointer(&code[0]),
		license: unsafe.Pointer(license), flags: program.Flags, attach: uint32(ebpf.AttachLSMCgroup), hook: uint32(id),
	}
	copy(attr.name[:15], program.Name)
	if got := unsafe.Offsetof(attr.hook); got != 108 {
		return nil, fmt.Errorf("attach_btf_id is at %d", got)
	}
	fd, _, failed := unix.Syscall(unix.SYS_BPF, unix.BPF_PROG_LOAD, uintptr(unsafe.Pointer(&attr)), unsafe.Sizeof(attr))
	if failed != 0 || l.keepLogs {
		if failed == 0 {
			_ = unix.Close(int(fd))
		}
		log := make([]byte, firstLogSize)
		attr.logLevel, attr.logSize, attr.log = 1, uint32(len(log)), unsafe.Pointer(&log[0])
		fd, _, failed = unix.Syscall(unix.SYS_BPF, unix.BPF_PROG_LOAD, uintptr(unsafe.Pointer(&attr)), unsafe.Sizeof(attr))
		text, _, _ := bytes.Cut(log, []byte{0})
		if failed != 0 {
			lines := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
			if len(text) == 0 {
				lines = nil
			}
			return nil, &ebpf.VerifierError{Cause: failed, Log: lines}
		}
		loaded, err := ebpf.NewProgramFromFD(int(fd))
		if err == nil {
			loaded.VerifierLog = string(text)
		}
		return loaded, err
	}
	runtime.KeepAlive(l.maps)
	return ebpf.NewProgramFromFD(int(fd))
}

// link puts maps and the kernel's layouts into a copy of the program's instructions.
func (l *programLoader) link(program *ebpf.ProgramSpec, kernel *btf.Spec) ([]byte, error) {
	instructions := program.Instructions
	var relocations []*btf.CORERelocation
	var relocated []int
	for i := range instructions {
		ins := &instructions[i]
		if used := ins.Reference(); used != "" && ins.IsLoadFromMap() {
			if err := l.maps.failed[used]; err != nil {
				return nil, err
			}
			if m := l.maps.created[used]; m != nil {
				if err := ins.AssociateMap(m); err != nil {
					return nil, fmt.Errorf("map %s: %w", used, err)
				}
			}
		}
		if relocation := btf.CORERelocationMetadata(ins); relocation != nil {
			relocations, relocated = append(relocations, relocation), append(relocated, i)
		}
	}
	if len(relocations) > 0 {
		var types btf.Builder
		fixups, err := btf.CORERelocate(relocations, []*btf.Spec{kernel}, l.spec.ByteOrder, types.Add)
		if err != nil {
			return nil, err
		}
		for i := range fixups {
			if err := fixups[i].Apply(&instructions[relocated[i]]); err != nil {
				return nil, err
			}
		}
	}
	var code bytes.Buffer
	if err := instructions.Marshal(&code, l.spec.ByteOrder); err != nil {
		return nil, err
	}
	return code.Bytes(), nil
}
