package candidates

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/btf"

	"github.com/ebpf-workbench/agent/rpc"
)

// ReplaceablePrograms lists the kernel's programs whose functions a freplace program can replace: those with type
// information, and when a function is named, with a function of that name.
func ReplaceablePrograms(function string) ([]rpc.Candidate, error) {
	rows := []rpc.Candidate{}
	for id := ebpf.ProgramID(0); ; {
		next, err := ebpf.ProgramGetNextID(id)
		if errors.Is(err, os.ErrNotExist) {
			return rows, nil
		}
		if err != nil {
			return nil, fmt.Errorf("listing the kernel's programs: %w", err)
		}
		id = next
		program, err := ebpf.NewProgramFromID(id)
		if err != nil {
			continue // It is gone meanwhile.
		}
		if row, ok := describeProgram(program, id, function); ok {
			rows = append(rows, row)
		}
		program.Close()
	}
}

func describeProgram(program *ebpf.Program, id ebpf.ProgramID, function string) (rpc.Candidate, bool) {
	// The kernel refuses to extend what itself stands in for or looks at other programs.
	if program.Type() == ebpf.Extension || program.Type() == ebpf.Tracing {
		return rpc.Candidate{}, false
	}
	functions, err := ProgramFunctions(program)
	if err != nil || function != "" && !slices.Contains(functions, function) {
		return rpc.Candidate{}, false
	}
	name := ""
	if info, err := program.Info(); err == nil {
		name = info.Name
	}
	return rpc.Candidate{
		Name:   fmt.Sprintf("program=%d", id),
		Detail: fmt.Sprintf("%s · %s · %s", name, strings.ToLower(program.Type().String()), strings.Join(functions, ", ")),
	}, true
}

// ProgramFunctions are the global functions of a program, by its type information.
func ProgramFunctions(program *ebpf.Program) ([]string, error) {
	handle, err := program.Handle()
	if err != nil {
		return nil, err
	}
	defer handle.Close()
	types, err := handle.Spec(nil)
	if err != nil {
		return nil, err
	}
	var names []string
	for found, err := range types.All() {
		if err != nil {
			return nil, err
		}
		if function, ok := found.(*btf.Func); ok && function.Linkage == btf.GlobalFunc {
			names = append(names, function.Name)
		}
	}
	slices.Sort(names)
	return names, nil
}
