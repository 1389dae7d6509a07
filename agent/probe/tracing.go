package probe

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"unsafe"

	"github.com/cilium/ebpf"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
)

// tracing asks for a fentry program on type 1 of the kernel's BTF, which is never a function. A kernel that can do
// fentry says so in the verifier's log; all others refuse before they look. Loading a true one would mean to
// search the kernel's BTF, which takes longer than all other probes together.
//
// The verifier's words, since Linux 5.5 (check_attach_btf_id, bpf_check_attach_target):
//
//	attach_btf_id 1 is not a function
func tracing(openTracefs) answer {
	log, err := loadOnType(1)
	switch {
	case strings.Contains(log, "is not a function"):
		return attachable()
	case errno.Is(err, unix.EINVAL, unix.E2BIG):
		return no("The kernel has no fentry programs (Linux 5.5, CONFIG_DEBUG_INFO_BTF).")
	case err == nil:
		return unknown("The kernel took a fentry program for what is no function.")
	}
	return unknown(errno.Text(err))
}

// attachable knows the one architecture whose kernels loaded such programs for years before they could attach them.
func attachable() answer {
	var name unix.Utsname
	var major int
	if unix.Uname(&name) == nil {
		_, _ = fmt.Sscanf(unix.ByteSliceToString(name.Release[:]), "%d.", &major)
	}
	if runtime.GOARCH == "arm64" && major < 6 {
		return no("The kernel loads fentry programs and cannot attach them: on arm64 that needs Linux 6.0.")
	}
	return yes()
}

// loadOnType is BPF_PROG_LOAD of a fentry program with an arbitrary attach_btf_id, which cilium/ebpf does not offer.
// The struct is the first part of union bpf_attr.
func loadOnType(id uint32) (log string, err error) {
	code := []byte{
		0xb7, 0, 0, 0, 0, 0, 0, 0, // r0 = 0
		0x95, 0, 0, 0, 0, 0, 0, 0, // exit
	}
	license := []byte("GPL\x00")
	buffer := make([]byte, 4096)
	attr := struct {
		kind, instructions     uint32
		code, license          unsafe.Pointer
		logLevel, logSize      uint32
		log                    unsafe.Pointer
		kernelVersion, flags   uint32
		name                   [16]byte
		device, attachType     uint32
		btf, funcInfoSize      uint32
		funcInfo               uint64
		funcInfos, lineSize    uint32
		lineInfo               uint64
		lineInfos, attachBTFID uint32
	}{
		kind: uint32(ebpf.Tracing), instructions: 2, code: unsafe.Pointer(&code[0]), license: unsafe.Pointer(&license[0]),
		logLevel: 1, logSize: uint32(len(buffer)), log: unsafe.Pointer(&buffer[0]),
		attachType: uint32(ebpf.AttachTraceFEntry), attachBTFID: id,
	}
	fd, _, failed := unix.Syscall(unix.SYS_BPF, unix.BPF_PROG_LOAD, uintptr(unsafe.Pointer(&attr)), unsafe.Sizeof(attr))
	text, _, _ := bytes.Cut(buffer, []byte{0})
	if failed != 0 {
		return string(text), failed
	}
	_ = unix.Close(int(fd))
	return string(text), nil
}
