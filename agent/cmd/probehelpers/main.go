// probehelpers asks the running kernel which helper may be called from which program type, by loading a tiny program
// for every pair. It serves test/machines/helperTable.test.ts and is no part of the agent.
//
// Standard input has the helpers, `[{"id": 1, "name": "bpf_map_lookup_elem"}, …]`; standard output gets a `report`.
// It has to run as root: whoever may not load programs gets the same error for all of them.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/asm"
	"github.com/cilium/ebpf/features"
	"golang.org/x/sys/unix"
)

type helper struct {
	ID   asm.BuiltinFunc `json:"id"`
	Name string          `json:"name"`
}

// report is what the kernel said. Program types are without BPF_PROG_TYPE_.
type report struct {
	// Kernel is the release, as `uname -r` prints it.
	Kernel string `json:"kernel"`
	// Answers are by program type and helper. A cell without an answer is in Unclear.
	Answers map[string]map[string]bool `json:"answers"`
	// MissingTypes are those that this kernel does not have at all, so that it says nothing about their helpers.
	MissingTypes []string `json:"missingTypes"`
	// Unclear has the errors that are no answer, by program type and helper.
	Unclear map[string]map[string]string `json:"unclear"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "probehelpers:", err)
		os.Exit(1)
	}
}

func run() error {
	var helpers []helper
	if err := json.NewDecoder(os.Stdin).Decode(&helpers); err != nil {
		return fmt.Errorf("the helpers on standard input: %w", err)
	}
	var name unix.Utsname
	if err := unix.Uname(&name); err != nil {
		return fmt.Errorf("uname: %w", err)
	}
	all := report{
		Kernel:       unix.ByteSliceToString(name.Release[:]),
		Answers:      map[string]map[string]bool{},
		MissingTypes: []string{},
		Unclear:      map[string]map[string]string{},
	}
	for _, row := range programTypes {
		all.ask(row.name, row.number, helpers)
	}
	return json.NewEncoder(os.Stdout).Encode(all)
}

func (all *report) ask(name string, number ebpf.ProgramType, helpers []helper) {
	if errors.Is(features.HaveProgramType(number), ebpf.ErrNotSupported) {
		all.MissingTypes = append(all.MissingTypes, name)
		return
	}
	answers, unclear := map[string]bool{}, map[string]string{}
	for _, helper := range helpers {
		switch err := features.HaveProgramHelper(number, helper.ID); {
		case err == nil:
			answers[helper.Name] = true
		case errors.Is(err, ebpf.ErrNotSupported), refusesType(err):
			answers[helper.Name] = false
		default:
			unclear[helper.Name] = err.Error()
		}
	}
	all.Answers[name], all.Unclear[name] = answers, unclear
}
