package attach

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/btf"
	"github.com/cilium/ebpf/link"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/candidates"
	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/load"
	"github.com/ebpf-workbench/agent/rpc"
)

// replace loads and attaches `freplace/function` to the program that `program=ID` names. A bare `freplace` takes the
// function from the target too: `function,program=ID`.
func replace(request Request, _ uint32) (*Attached, error) {
	function, options, err := parseOptions(request.Target, "program")
	if err != nil {
		return nil, err
	}
	if request.Section.Target != "" {
		function = request.Section.Target
	}
	if options["program"] == "" {
		needed := rpc.Need("program", fmt.Sprintf(
			"Which program's function does %s replace? Write program=42, for example, with its number.", request.Name))
		needed.Of = function
		return nil, needed
	}
	target, err := openProgram(options["program"])
	if err != nil {
		return nil, err
	}
	defer target.Close()
	functions, err := candidates.ProgramFunctions(target)
	if err != nil {
		return nil, rpc.Refuse(rpc.Unsupported, err, fmt.Sprintf(
			"Program %s was loaded without type information, and none of its functions can be replaced.", options["program"]))
	}
	if function == "" {
		return nil, rpc.Refuse(rpc.NoSuchTarget, nil, fmt.Sprintf(
			"Which function of program %s? It has %s. Write SEC(\"freplace/name\") or name,program=%s.",
			options["program"], strings.Join(functions, ", "), options["program"]))
	}
	loaded, row := request.Collection.LoadReplacement(request.Name, function, target)
	if loaded == nil {
		return nil, refuseReplacement(row, function, functions)
	}
	made, err := link.AttachFreplace(nil, "", loaded.Program)
	if err != nil {
		loaded.Close()
		return nil, refuse(err, fmt.Sprintf("Replacing %s of program %s", function, options["program"]))
	}
	held := &several{}
	held.add(loaded)
	held.add(made)
	attached, err := proveReplacement(made, loaded, target, function)
	if err != nil {
		held.Close()
		return nil, err
	}
	attached.Closer = held
	return attached, nil
}

func openProgram(number string) (*ebpf.Program, error) {
	id, err := strconv.ParseUint(number, 10, 32)
	if err != nil {
		return nil, rpc.Refuse(rpc.NoSuchTarget, nil, fmt.Sprintf("%q is not the number of a program.", number))
	}
	target, err := ebpf.NewProgramFromID(ebpf.ProgramID(id))
	if errors.Is(err, os.ErrNotExist) {
		return nil, rpc.Refuse(rpc.NoSuchTarget, unix.ENOENT, fmt.Sprintf("There is no program %d in the kernel.", id))
	}
	if err != nil {
		return nil, refuse(err, "Opening program "+number)
	}
	return target, nil
}

func refuseReplacement(row rpc.LoadedProgram, function string, functions []string) error {
	for _, name := range functions {
		if name == function {
			return &rpc.Refusal{Problem: rpc.Other, Errno: row.Errno, Detail: fmt.Sprintf(
				"The kernel did not load the replacement of %s: %s. Both functions must have the same arguments, and the "+
					"one that is replaced must be global.", function, row.Detail)}
		}
	}
	return rpc.Refuse(rpc.NoSuchTarget, unix.ENOENT, strings.Replace(
		candidates.NotFound("function", function, functions), "on this kernel", "in that program", 1))
}

// proveReplacement compares program, target and function of the link.
func proveReplacement(made link.Link, loaded *load.Program, target *ebpf.Program, function string) (*Attached, error) {
	refused := func(detail string) error { return rpc.Refuse(rpc.NotProved, nil, detail) }
	info, err := made.Info()
	if err != nil {
		return nil, refused("Reading the link back: " + errno.Text(err))
	}
	if uint32(info.Program) != loaded.ID {
		return nil, refused(fmt.Sprintf("The link holds program %d, not %d.", info.Program, loaded.ID))
	}
	targetInfo, err := target.Info()
	if err != nil {
		return nil, refused("Asking about the target: " + errno.Text(err))
	}
	id, _ := targetInfo.ID()
	// Before 5.13 the kernel does not tell the target.
	if seen := info.Tracing(); seen != nil && seen.TargetObjectId != 0 {
		name, err := functionOfProgram(target, seen.TargetBtfId)
		if err != nil || seen.TargetObjectId != uint32(id) || name != function {
			return nil, refused(fmt.Sprintf("The link is on %q of program %d, not on %s of %d.", name, seen.TargetObjectId, function, id))
		}
	}
	return &Attached{Link: rpc.AttachedLink{
		Kind: "freplace", Target: fmt.Sprintf("%s of program %d (%s)", function, id, targetInfo.Name),
		Proof: "linkInfo", ID: uint32(info.ID), ProgramID: loaded.ID,
	}}, nil
}

func functionOfProgram(program *ebpf.Program, id btf.TypeID) (string, error) {
	handle, err := program.Handle()
	if err != nil {
		return "", err
	}
	defer handle.Close()
	types, err := handle.Spec(nil)
	if err != nil {
		return "", err
	}
	found, err := types.TypeByID(id)
	if err != nil {
		return "", err
	}
	return found.TypeName(), nil
}
