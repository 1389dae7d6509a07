// Package load brings a BPF object into the kernel: its maps once, then every program on its own against the
// shared maps, so that one rejection hides no other. It attaches nothing.
package load

import (
	"fmt"
	"slices"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/btf"
	"github.com/cilium/ebpf/rlimit"

	"github.com/ebpf-workbench/agent/rpc"
	"github.com/ebpf-workbench/agent/section"
)

// Outcome is what the object became: every program that was asked for has a row, loaded or not.
type Outcome struct {
	Collection *Collection
	Programs   []rpc.LoadedProgram
	Maps       []rpc.LoadedMap
	// Warnings are for the user and stop nothing.
	Warnings []rpc.Warning
}

// Load reads the object that params bring or name, and loads it. An error means that the object as a whole is of no use:
// it cannot be read, is no BPF object, or has no program or variable of a name that was asked for.
func Load(params rpc.LoadParams) (*Outcome, error) {
	// Kernels before 5.11 account BPF memory against RLIMIT_MEMLOCK, which is 64 KB by default.
	if err := rlimit.RemoveMemlock(); err != nil {
		return nil, fmt.Errorf("raising the memory lock limit: %w", err)
	}
	spec, ops, err := read(params)
	if err != nil {
		return nil, fmt.Errorf("reading the BPF object: %w", err)
	}
	names, err := choose(spec, params.Programs)
	if err != nil {
		return nil, err
	}

	if err := setGlobals(spec, params.Globals); err != nil {
		return nil, err
	}

	types := btf.NewCache()
	maps, warnings := createMaps(spec, types)
	outcome := &Outcome{
		Collection: &Collection{Programs: make(map[string]*Program), maps: maps, spec: spec, ops: ops},
		Programs:   make([]rpc.LoadedProgram, 0, len(names)),
		Warnings:   warnings,
	}
	outcome.Collection.loader = &programLoader{spec: spec, maps: maps, types: types, keepLogs: params.KeepLogs}
	for _, name := range names {
		program, row := outcome.Collection.loader.load(name)
		outcome.Programs = append(outcome.Programs, row)
		if program != nil {
			outcome.Collection.Programs[name] = program
		}
	}
	// A file that is of no use yet leaves nothing behind.
	if len(outcome.Collection.Programs) == 0 && len(names) > 0 {
		maps.unpin()
	}
	outcome.Maps = maps.rows()
	tails, warnings := outcome.Collection.loader.loadTails(tailTargets(spec, names))
	outcome.Collection.tails = tails
	outcome.Warnings = append(outcome.Warnings, warnings...)
	for _, programs := range []map[string]*Program{outcome.Collection.Programs, tails} {
		outcome.Warnings = append(outcome.Warnings, maps.fillProgramArrays(spec, programs)...)
	}
	return outcome, nil
}

// choose lists the programs to load, in the order of their names: those asked for, or all but the optional ones.
func choose(spec *ebpf.CollectionSpec, asked []string) ([]string, error) {
	for _, name := range asked {
		if spec.Programs[name] == nil {
			return nil, fmt.Errorf("the object has no program named %q", name)
		}
	}
	var names []string
	for name, program := range spec.Programs {
		optional := section.Parse(program.SectionName).Optional
		if slices.Contains(asked, name) || len(asked) == 0 && !optional {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, nil
}
