package attach

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/candidates"
	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/rpc"
	"github.com/ebpf-workbench/agent/section"
)

// The perf PMU for kprobes (Linux 4.17). Older kernels need a named event in tracefs, which outlives its maker,
// and are not supported for that reason.
const kprobePMU = "/sys/bus/event_source/devices/kprobe"

// probe is where a kprobe goes.
type probe struct {
	function string
	offset   uint64
	isReturn bool
}

func (p probe) String() string {
	if p.offset == 0 {
		return p.function
	}
	return fmt.Sprintf("%s+%#x", p.function, p.offset)
}

// kprobe attaches `kprobe/function[+offset]`, `kretprobe/function`, `ksyscall/name` and `kretsyscall/name`.
func kprobe(request Request, id uint32) (*Attached, error) {
	target, err := request.target("kprobe", map[section.Kind]string{
		section.Kprobe: "kprobe/do_unlinkat", section.Kretprobe: "kretprobe/do_unlinkat",
		section.Ksyscall: "ksyscall/write", section.Kretsyscall: "kretsyscall/write",
	}[request.Section.Kind])
	if err != nil {
		return nil, err
	}
	tries, err := probesFor(request.Section.Kind, target)
	if err != nil {
		return nil, err
	}
	for _, try := range tries {
		event, err := openKprobe(try)
		if errno.Is(err, unix.ENOENT) {
			continue
		}
		if err != nil {
			return nil, refuseKprobe(err, try)
		}
		return attachKprobe(event, try, request, id)
	}
	return nil, noFunction(request, target)
}

// probesFor says which functions a target may mean, in the order to try them.
func probesFor(kind section.Kind, target string) ([]probe, error) {
	isReturn := kind == section.Kretprobe || kind == section.Kretsyscall
	if kind == section.Ksyscall || kind == section.Kretsyscall {
		// As libbpf: kernels since 4.17 wrap system calls by architecture, those before have __se_sys_.
		name := strings.TrimPrefix(target, syscallPrefix()+"sys_") // Chosen from a list, it is the function's name.
		return []probe{
			{function: syscallPrefix() + "sys_" + name, isReturn: isReturn},
			{function: "__se_sys_" + name, isReturn: isReturn},
		}, nil
	}
	at, err := parseProbe(target, isReturn)
	if err != nil {
		return nil, err
	}
	tries := []probe{at}
	// Old examples say kprobe/sys_clone, the name before the wrappers.
	if strings.HasPrefix(at.function, "sys_") {
		wrapped := at
		wrapped.function = syscallPrefix() + at.function
		tries = append(tries, wrapped)
	}
	return tries, nil
}

var probeForm = regexp.MustCompile(`^([A-Za-z0-9_.]+)(?:\+(0[xX][0-9a-fA-F]+|[0-9]+))?$`)

// parseProbe reads `function` and `function+offset`, the offset in C's notation as libbpf does.
func parseProbe(target string, isReturn bool) (probe, error) {
	match := probeForm.FindStringSubmatch(target)
	if match == nil {
		return probe{}, rpc.Refuse(rpc.NoSuchTarget, nil, fmt.Sprintf("%q is not a function, nor function+offset.", target))
	}
	at := probe{function: match[1], isReturn: isReturn}
	if match[2] != "" {
		offset, err := strconv.ParseUint(match[2], 0, 64)
		if err != nil {
			return probe{}, rpc.Refuse(rpc.NoSuchTarget, nil, fmt.Sprintf("%q has no valid offset.", target))
		}
		at.offset = offset
	}
	if isReturn && at.offset != 0 {
		return probe{}, rpc.Refuse(rpc.NoSuchTarget, nil, fmt.Sprintf(
			"%q: a kretprobe takes a function without an offset.", target))
	}
	return at, nil
}

func syscallPrefix() string {
	if runtime.GOARCH == "arm64" {
		return "__arm64_"
	}
	return "__x64_"
}

// openKprobe opens the event, which places the breakpoint.
func openKprobe(at probe) (*os.File, error) {
	kind, err := readNumber(kprobePMU+"/type", "")
	if err != nil {
		return nil, err
	}
	var config uint64
	if at.isReturn {
		// config:0
		bit, err := readNumber(kprobePMU+"/format/retprobe", "config:")
		if err != nil {
			return nil, err
		}
		config = 1 << bit
	}
	name, err := unix.BytePtrFromString(at.function)
	if err != nil {
		return nil, err
	}
	attr := &unix.PerfEventAttr{
		Type: uint32(kind), Config: config, Size: unix.PERF_ATTR_SIZE_VER1,
		Ext1: uint64(uintptr(unsafe.Pointer(name))), Ext2: at.offset,
	}
	event, err := openPerfEvent(attr)
	// attr.Ext1 is a number to the collector: the name must be held until here.
	runtime.KeepAlive(name)
	return event, err
}

func readNumber(path, prefix string) (uint64, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return 0, rpc.Refuse(rpc.Unsupported, nil,
			"This kernel has no kprobes: they need Linux 4.17 or newer, built with CONFIG_KPROBE_EVENTS.")
	}
	if err != nil {
		return 0, err
	}
	return strconv.ParseUint(strings.TrimPrefix(strings.TrimSpace(string(text)), prefix), 10, 32)
}

// attachKprobe owns event.
func attachKprobe(event *os.File, at probe, request Request, id uint32) (*Attached, error) {
	attachment, err := attachPerf(event, request.Program)
	if err != nil {
		return nil, refuse(err, "Attaching to "+at.String())
	}
	kind, name := uint32(fdKprobe), "kprobe"
	if at.isReturn {
		kind, name = fdKretprobe, "kretprobe"
	}
	proved, _, err := attachment.prove(id, func(s perfState) bool {
		return s.kind == kind && s.name == at.function && s.offset == at.offset
	})
	if err != nil {
		return nil, err
	}
	proved.Kind, proved.Target = name, at.String()
	return &Attached{Closer: attachment, Link: proved}, nil
}

func refuseKprobe(err error, at probe) error {
	var refusal *rpc.Refusal
	switch {
	case errors.As(err, &refusal):
		return refusal
	case errno.Is(err, unix.EILSEQ):
		return rpc.Refuse(rpc.NoSuchTarget, err, fmt.Sprintf(
			"%s is in the middle of an instruction, or beyond the function: EILSEQ.", at))
	case errno.Is(err, unix.EADDRNOTAVAIL):
		return rpc.Refuse(rpc.NoSuchTarget, err, fmt.Sprintf(
			"There is more than one function named %s on this kernel, and a kprobe cannot tell which is meant.", at.function))
	case errno.Is(err, unix.EINVAL):
		return rpc.Refuse(rpc.Unsupported, err, fmt.Sprintf(
			"The kernel does not allow a probe at %s: EINVAL. Functions that kprobes themselves need are forbidden, and "+
				"so are offsets beyond the function's end.", at))
	}
	return refuse(err, "Placing a probe at "+at.String())
}

func noFunction(request Request, target string) error {
	// Without tracefs the list comes from elsewhere.
	fs, _ := request.Tracefs()
	known, _ := candidates.ProbedFunctions(fs)
	what := "function"
	if request.Section.Kind == section.Ksyscall || request.Section.Kind == section.Kretsyscall {
		what, known = "system call", syscalls(known)
	} else if at, err := parseProbe(target, false); err == nil {
		target = at.function
	}
	return rpc.Refuse(rpc.NoSuchTarget, unix.ENOENT, candidates.NotFound(what, target, known))
}

// syscalls picks the system calls out of the kernel's functions.
func syscalls(functions []string) []string {
	var names []string
	for _, function := range functions {
		if name, ok := strings.CutPrefix(function, syscallPrefix()+"sys_"); ok {
			names = append(names, name)
		}
	}
	return names
}
