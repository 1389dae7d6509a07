package load

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/cilium/ebpf"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/rpc"
)

// runProgram runs a loaded XDP program on a packet of zeros, attached to nothing.
func runProgram(t *testing.T, outcome *Outcome, name string) uint32 {
	t.Helper()
	for _, row := range outcome.Programs {
		if row.Status != rpc.StatusLoaded {
			t.Fatalf("%+v", row)
		}
	}
	result, err := outcome.Collection.Programs[name].Run(&ebpf.RunOptions{Data: make([]byte, 64)})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func TestGlobals(t *testing.T) {
	kerneltest.NeedsRoot(t)
	u32 := func(n uint32) []byte { return binary.NativeEndian.AppendUint32(nil, n) }
	for _, c := range []struct {
		globals map[string][]byte
		want    uint32
	}{
		{nil, 432},
		{map[string][]byte{"constant": u32(7)}, 437},
		{map[string][]byte{"constant_of_the_file": {0, 0}}, 402},
		{map[string][]byte{"initialised": append(u32(1), u32(2)...), "zero": append(u32(1000), u32(0)...)}, 1035},
	} {
		outcome, err := Load(rpc.LoadParams{Path: kerneltest.Compile(t, "globals"), Globals: c.globals})
		if err != nil {
			t.Fatal(err)
		}
		if got := runProgram(t, outcome, "sum"); got != c.want {
			t.Errorf("with %v the program returns %d, want %d", c.globals, got, c.want)
		}
		outcome.Collection.Close()
	}
	for want, globals := range map[string]map[string][]byte{
		`no global variable named "missing"`:                         {"missing": u32(1), "zero": make([]byte, 8)},
		`the global variable constant has 4 bytes, and was given 3`:  {"constant": {1, 2, 3}},
		`the global variable initialised has 8 bytes, and was given`: {"initialised": u32(1)},
	} {
		outcome, err := Load(rpc.LoadParams{Path: kerneltest.Compile(t, "globals"), Globals: globals})
		if err == nil {
			outcome.Collection.Close()
			t.Errorf("%v were accepted", globals)
		} else if !strings.Contains(err.Error(), want) {
			t.Errorf("%q has no %q", err, want)
		}
	}
}
