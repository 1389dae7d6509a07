package host

import (
	"fmt"

	"github.com/cilium/ebpf/btf"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/kernel"
)

// tracingKinds names the attach types of tracing links.
var tracingKinds = map[uint32]string{
	0: "freplace", 23: "rawTracepoint", 24: "fentry", 25: "fexit", 26: "fmodRet", 27: "lsm", 43: "lsmCgroup", 59: "fsession",
}

// describeTracing names the function of the kernel, or the program, that a tracing program sits on. Linux 5.13 tells.
func describeTracing(info *kernel.LinkInfo) (kind, target string) {
	kind = tracingKinds[info.Word(0)]
	if kind == "" {
		kind = linkName(info.Type)
	}
	object, function := info.Word(4), info.Word(8)
	if function == 0 {
		return kind, ""
	}
	// The same member is the id of a BTF or of a program, and the program's own information tells which.
	if attachedTo(info.Program) != object {
		if name := nameOfProgram(object); name != "" {
			return kind, fmt.Sprintf("program %d (%s)", object, name)
		}
	}
	name, err := kernel.FunctionName(btf.ID(object), btf.TypeID(function))
	if err != nil {
		return kind, ""
	}
	return kind, name
}

func attachedTo(program uint32) uint32 {
	info, err := infoOfProgram(program)
	if err != nil {
		return 0
	}
	return info.AttachObject
}

func nameOfProgram(id uint32) string {
	info, err := infoOfProgram(id)
	if err != nil {
		return ""
	}
	return info.Name()
}

func infoOfProgram(id uint32) (*kernel.ProgramInfo, error) {
	fd, err := kernel.OpenProgram(id)
	if err != nil {
		return nil, err
	}
	defer unix.Close(fd)
	return kernel.InfoOfProgram(fd)
}
