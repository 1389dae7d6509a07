package load

import (
	"fmt"
	"slices"

	"github.com/cilium/ebpf"

	"github.com/ebpf-workbench/agent/rpc"
)

// tailTargets lists the programs that chosen ones may jump to by the initialisers of their program arrays, and that were
// not chosen themselves. Without them a tail call would go nowhere, and nothing would say so.
func tailTargets(spec *ebpf.CollectionSpec, chosen []string) []string {
	reached := slices.Clone(chosen)
	// Grows while it is gone through: a target may jump further.
	for i := 0; i < len(reached); i++ {
		for _, instruction := range spec.Programs[reached[i]].Instructions {
			array := spec.Maps[instruction.Reference()]
			if array == nil || array.Type != ebpf.ProgramArray || !instruction.IsLoadFromMap() {
				continue
			}
			for _, entry := range array.Contents {
				name, ok := entry.Value.(string)
				if ok && spec.Programs[name] != nil && !slices.Contains(reached, name) {
					reached = append(reached, name)
				}
			}
		}
	}
	return reached[len(chosen):]
}

// loadTails loads what is only jumped to. It has no row, because it is not what was asked for and is attached nowhere.
func (l *programLoader) loadTails(names []string) (map[string]*Program, []rpc.Warning) {
	loaded := make(map[string]*Program)
	var warnings []rpc.Warning
	for _, name := range names {
		program, row := l.load(name)
		if program != nil {
			loaded[name] = program
			continue
		}
		warnings = append(warnings, rpc.Warning{Code: "mapNotFilled", Detail: fmt.Sprintf(
			"Program %s, which is jumped to by a tail call, was not loaded: %s", name, row.Detail)})
	}
	return loaded, warnings
}
