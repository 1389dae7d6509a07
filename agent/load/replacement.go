package load

import (
	"github.com/cilium/ebpf"

	"github.com/ebpf-workbench/agent/rpc"
	"github.com/ebpf-workbench/agent/section"
)

// Deferred tells the section of a program that is loaded only when it is attached: a freplace program, whose target
// the kernel must know at load.
func (c *Collection) Deferred(name string) (section.Section, bool) {
	spec := c.spec.Programs[name]
	if spec == nil {
		return section.Section{}, false
	}
	where := section.Parse(spec.SectionName)
	return where, where.Kind == section.Freplace
}

// LoadReplacement loads a freplace program for one function of a target. The caller closes it.
func (c *Collection) LoadReplacement(name, function string, target *ebpf.Program) (*Program, rpc.LoadedProgram) {
	spec := c.spec.Programs[name].Copy()
	where := section.Parse(spec.SectionName)
	spec.AttachTo, spec.AttachTarget = function, target
	row := rpc.LoadedProgram{
		Name: name, Section: spec.SectionName, Type: programTypeName(spec.Type), Status: rpc.StatusFailed,
	}
	return c.loader.finish(name, spec, where, row)
}
