package load

import (
	"errors"
	"fmt"
	"strings"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/btf"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/rpc"
	"github.com/ebpf-workbench/agent/section"
)

// firstLogSize is where the log buffer starts when a program is refused. Kernels before 6.4 do not say how much
// they wanted to write, so each doubling costs them another verification.
//
// Kernels before 5.2 take no more than 16 MB less one byte.
const firstLogSize = 1<<24 - 1

type programLoader struct {
	spec     *ebpf.CollectionSpec
	maps     *mapSet
	types    *btf.Cache
	keepLogs bool
}

// load verifies one program. The row is always filled; the program is nil unless the kernel has it.
func (l *programLoader) load(name string) (*Program, rpc.LoadedProgram) {
	program := l.spec.Programs[name].Copy()
	where := section.Parse(program.SectionName)
	applySection(program, where)
	row := rpc.LoadedProgram{
		Name: name, Section: program.SectionName, Type: programTypeName(program.Type), Status: rpc.StatusFailed,
	}

	if err := loadable(program, where); err != nil {
		describeFailure(&row, err, where)
		return nil, row
	}
	return l.finish(name, program, where, row)
}

// finish verifies a program and fills in its row.
func (l *programLoader) finish(
	name string, program *ebpf.ProgramSpec, where section.Section, row rpc.LoadedProgram,
) (*Program, rpc.LoadedProgram) {
	load := l.verify
	if where.Kind == section.LSMCgroup {
		load = func(_ string, program *ebpf.ProgramSpec) (*ebpf.Program, error) {
			return l.loadLSMCgroup(program, where)
		}
	}
	loaded, err := load(name, program)
	if err != nil {
		describeFailure(&row, err, where)
		return nil, row
	}
	row.ID, row.Tag, err = identity(loaded)
	if err != nil {
		loaded.Close()
		row.Detail = "Reading the program's id: " + errno.Text(err)
		row.Problem, row.Errno = rpc.Other, errno.Name(err)
		return nil, row
	}
	row.Status = rpc.StatusLoaded
	if l.keepLogs {
		row.Log = loaded.VerifierLog
	}
	return &Program{Program: loaded, ID: row.ID, Section: where, AttachType: program.AttachType}, row
}

// applySection fills in what the section name means and cilium/ebpf's own table does not know yet.
func applySection(program *ebpf.ProgramSpec, where section.Section) {
	if where.AttachesByBTF() {
		// libbpf allows `fentry/module:function`; the BTF search goes through all modules anyway.
		_, function, found := strings.Cut(where.Target, ":")
		if !found {
			function = where.Target
		}
		program.AttachTo = function
	}
	if program.Type != ebpf.UnspecifiedProgram {
		return
	}
	switch where.Kind {
	case section.Tracepoint:
		program.Type = ebpf.TracePoint
	case section.RawTracepoint:
		program.Type = ebpf.RawTracepoint
		if where.Writable {
			program.Type = ebpf.RawTracepointWritable
		}
	case section.RawTracepointBTF:
		program.Type, program.AttachType = ebpf.Tracing, ebpf.AttachTraceRawTp
	}
	if where.Sleepable {
		program.Flags |= unix.BPF_F_SLEEPABLE
	}
}

// loadable refuses what the kernel need not be asked about.
func loadable(program *ebpf.ProgramSpec, where section.Section) error {
	switch {
	case program.Type == ebpf.UnspecifiedProgram:
		return rpc.Refuse(rpc.NotYet, nil, fmt.Sprintf("The section %q is not one that can be loaded yet.", where.Name))
	case where.AttachesByBTF() && where.Target == "":
		return rpc.Refuse(rpc.NeedsTarget, nil, fmt.Sprintf(
			"The section %q names no target; the kernel wants to know it at load. Write %s/<name>.", where.Name, where.Name))
	case where.Kind == section.Freplace:
		return rpc.Need("program", fmt.Sprintf(
			"%s is loaded when it is attached, because the kernel wants to know the program whose function it replaces.", program.Name))
	case where.Kind == section.StructOps && program.AttachTo == "":
		return rpc.Refuse(rpc.Unsupported, nil, fmt.Sprintf(
			"No structure in a section .struct_ops or .struct_ops.link has the program %s as a member.", program.Name))
	}
	return nil
}

// verify hands one program to the kernel, together with the maps that it uses.
func (l *programLoader) verify(name string, program *ebpf.ProgramSpec) (*ebpf.Program, error) {
	only := &ebpf.CollectionSpec{
		Maps:      make(map[string]*ebpf.MapSpec),
		Programs:  map[string]*ebpf.ProgramSpec{name: program},
		ByteOrder: l.spec.ByteOrder,
	}
	shared := make(map[string]*ebpf.Map)
	for i := range program.Instructions {
		used := program.Instructions[i].Reference()
		if used == "" || !program.Instructions[i].IsLoadFromMap() {
			continue
		}
		if err := l.maps.failed[used]; err != nil {
			return nil, err
		}
		if m := l.maps.created[used]; m != nil {
			bare := l.spec.Maps[used].Copy()
			bare.Contents = nil // Filled when it was created; a second filling would want other programs.
			only.Maps[used], shared[used] = bare, m
		}
	}
	options := ebpf.CollectionOptions{Cache: l.types, MapReplacements: shared}
	options.Programs.LogSizeStart = firstLogSize
	if l.keepLogs {
		options.Programs.LogLevel = ebpf.LogLevelBranch | ebpf.LogLevelStats
	}
	collection, err := ebpf.NewCollectionWithOptions(only, options)
	if err != nil {
		return nil, err
	}
	defer collection.Close()
	return collection.DetachProgram(name), nil
}

// lastWords are the verifier's last line before its statistics. Where cilium/ebpf knows better than the verifier what
// went wrong (a CO-RE relocation, a missing kfunc), the error has no number, and its words come first.
func lastWords(err error, log string) string {
	lines := strings.Split(strings.TrimSpace(log), "\n")
	if last := len(lines) - 1; last > 0 && strings.HasPrefix(lines[last], "processed ") {
		lines = lines[:last]
	}
	words := strings.TrimSpace(lines[len(lines)-1])
	var verdict *ebpf.VerifierError
	if _, numbered := errno.Of(err); !numbered && errors.As(err, &verdict) {
		words = verdict.Cause.Error() + ": " + words
	}
	return words
}

// verifierLog returns the whole log inside err, "" when the verifier was not reached or had nothing to say.
func verifierLog(err error) string {
	var verdict *ebpf.VerifierError
	if !errors.As(err, &verdict) || len(verdict.Log) == 0 {
		return ""
	}
	// A program that is refused beside the verifier still gets the statistics line:
	// processed 0 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
	if len(verdict.Log) == 1 && strings.HasPrefix(verdict.Log[0], "processed ") {
		return ""
	}
	return strings.Join(verdict.Log, "\n") + "\n"
}

func describeFailure(row *rpc.LoadedProgram, err error, where section.Section) {
	row.Errno = errno.Name(err)
	row.Detail = err.Error()
	var refusal *rpc.Refusal
	if errors.As(err, &refusal) {
		row.Problem, row.Detail, row.Errno = refusal.Problem, refusal.Detail, refusal.Errno
		return
	}
	if log := verifierLog(err); log != "" {
		row.Status, row.Log, row.Detail = rpc.StatusRejected, log, lastWords(err, log)
		return
	}
	refusal = explain(err, row.Type, where)
	row.Problem, row.Detail = refusal.Problem, refusal.Detail
}
