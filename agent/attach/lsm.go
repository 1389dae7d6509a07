package attach

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"unsafe"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/rpc"
	"github.com/ebpf-workbench/agent/section"
)

// lsm attaches `lsm/hook`. Where BPF is not among the security modules in force, the kernel attaches programs all the
// same and never runs them, so that is refused.
func lsm(request Request, id uint32) (*Attached, error) {
	known, active := lsmIsActive()
	if known && !active {
		return nil, noLSM()
	}
	made, err := link.AttachLSM(link.LSMOptions{Program: request.Program})
	if err != nil {
		return nil, refuseLSM(err, request)
	}
	attached, err := proveTracing(made, request.byFunction(), id)
	if err != nil {
		return nil, err
	}
	attached.Link.Kind, attached.Link.Target = "lsm", request.Section.Target
	if !known {
		attached.Link.Detail = "whether BPF is among the kernel's active security modules cannot be seen here"
	}
	return attached, nil
}

// byFunction is the section with the kernel's name of its target.
func (r Request) byFunction() section.Section {
	where := r.Section
	where.Target = r.Section.Function()
	return where
}

func noLSM() error {
	return rpc.Refuse(rpc.Unsupported, nil, "BPF is not among this kernel's active security modules, so that the program "+
		"would be attached and never run. Start the kernel with `lsm=…,bpf`: /sys/kernel/security/lsm lists those in force.")
}

func refuseLSM(err error, request Request) error {
	if errno.Is(err, unix.EBUSY) {
		return rpc.Refuse(rpc.Busy, err, fmt.Sprintf("Too many programs are on the hook %s (EBUSY).", request.Section.Target))
	}
	return refuse(err, "Attaching "+request.Section.Name)
}

// lsmIsActive asks for the modules in force, by the system call of Linux 6.8 or the file of securityfs. known is false
// where neither answers.
func lsmIsActive() (known, active bool) {
	const listModules, idOfBPF = 461, 110
	ids := make([]uint64, 32)
	size := uint32(len(ids) * 8)
	count, _, failed := unix.Syscall(listModules, uintptr(unsafe.Pointer(&ids[0])), uintptr(unsafe.Pointer(&size)), 0)
	if failed == 0 && int(count) <= len(ids) {
		return true, slices.Contains(ids[:count], idOfBPF)
	}
	// lockdown,capability,landlock,yama,apparmor,bpf
	text, err := os.ReadFile("/sys/kernel/security/lsm")
	if err != nil {
		return false, false
	}
	return true, slices.Contains(strings.Split(strings.TrimSpace(string(text)), ","), "bpf")
}

// lsmCgroup attaches `lsm_cgroup/hook` to a control group (Linux 6.0).
func lsmCgroup(request Request, id uint32) (*Attached, error) {
	if known, active := lsmIsActive(); known && !active {
		return nil, noLSM()
	}
	group, _, err := parseOptions(request.Target)
	if err != nil {
		return nil, err
	}
	if group == "" {
		return nil, rpc.Need("cgroup", fmt.Sprintf("The program %s needs a control group to run for.", request.Name))
	}
	held, err := openCgroupOf(group)
	if err != nil {
		return nil, err
	}
	defer held.Close()
	raw, err := link.AttachRawLink(link.RawLinkOptions{
		Target: int(held.Fd()), Program: request.Program, Attach: ebpf.AttachLSMCgroup,
	})
	if err != nil {
		return nil, refuseLSM(err, request)
	}
	details := &unix.Stat_t{}
	if err := unix.Fstat(int(held.Fd()), details); err != nil {
		return nil, notProved(raw, err, "Asking for the control group's number: "+errno.Text(err))
	}
	seen, number, err := cgroupOfLink(raw)
	if err != nil {
		return nil, notProved(raw, err, "Reading the link back: "+errno.Text(err))
	}
	if uint32(seen.Program) != id || number != details.Ino {
		return nil, notProved(raw, nil, fmt.Sprintf(
			"The link read back is of program %d on control group %d, not of program %d on %d.", seen.Program, number, id, details.Ino))
	}
	return &Attached{Closer: raw, Link: rpc.AttachedLink{
		Kind: "lsmCgroup", Target: group, Detail: "hook " + request.Section.Target, Proof: "linkInfo", ID: uint32(seen.ID),
	}}, nil
}

// cgroupOfLink reads a link back through its id, because a raw link does not know its own kind.
func cgroupOfLink(raw *link.RawLink) (*link.Info, uint64, error) {
	own, err := raw.Info()
	if err != nil {
		return nil, 0, err
	}
	same, err := link.NewFromID(own.ID)
	if err != nil {
		return nil, 0, err
	}
	defer same.Close()
	info, err := same.Info()
	if err != nil {
		return nil, 0, err
	}
	if info.Cgroup() == nil {
		return nil, 0, fmt.Errorf("it is no link of a control group but of kind %d", info.Type)
	}
	return info, info.Cgroup().CgroupId, nil
}
