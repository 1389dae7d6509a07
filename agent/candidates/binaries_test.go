package candidates

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/rpc"
)

func has(rows []rpc.Candidate, name string) bool {
	return slices.ContainsFunc(rows, func(row rpc.Candidate) bool { return row.Name == name })
}

func TestBinaries(t *testing.T) {
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	rows := Binaries()
	if !has(rows, own) || !slices.ContainsFunc(rows, func(row rpc.Candidate) bool { return strings.HasSuffix(row.Name, "/bash") }) {
		t.Errorf("neither %s nor bash among %d", own, len(rows))
	}
	if !has(Processes(), "pid="+strconv.Itoa(os.Getpid())) {
		t.Error("this process is missing")
	}
}

func TestPlacesInABinary(t *testing.T) {
	program := kerneltest.CompileProgram(t, "probed")
	functions, err := Functions(program)
	if err != nil || !has(functions, program+":work_first") || !has(functions, program+":space::Thing::run") {
		t.Errorf("%+v %v", functions, err)
	}
	tracepoints, err := UserTracepoints(program)
	if err != nil || len(tracepoints) != 1 || tracepoints[0].Name != program+":shop:sale" || !strings.HasPrefix(tracepoints[0].Detail, "-4@") {
		t.Errorf("%+v %v", tracepoints, err)
	}
	if _, err := Functions(""); err == nil {
		t.Error("functions of nothing")
	}
}

func TestPerfEvents(t *testing.T) {
	if rows := PerfEvents(); !has(rows, "cpu-clock,frequency=99") {
		t.Errorf("%+v", rows)
	}
	for name, want := range map[string]string{"software:cs": "context-switches", "hardware:cycles": "cycles", "r00c0": "r00c0"} {
		if event, ok := FindPerfEvent(name); !ok || event.Name != want {
			t.Errorf("%s: %+v", name, event)
		}
	}
	for _, name := range []string{"hardware:cpu-clock", "cycle", "rxyz", "r"} {
		if event, ok := FindPerfEvent(name); ok {
			t.Errorf("%q was taken for %+v", name, event)
		}
	}
}
