package load

import (
	"strings"
	"testing"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/rpc"
)

func loadFixture(t *testing.T, params rpc.LoadParams) map[string]rpc.LoadedProgram {
	t.Helper()
	kerneltest.NeedsRoot(t)
	outcome, err := Load(params)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(outcome.Collection.Close)
	rows := make(map[string]rpc.LoadedProgram)
	for _, row := range outcome.Programs {
		rows[row.Name] = row
		if (outcome.Collection.Programs[row.Name] != nil) != (row.Status == rpc.StatusLoaded) {
			t.Errorf("%s is %s, and the collection says otherwise", row.Name, row.Status)
		}
	}
	return rows
}

// TestEachProgramHasItsOwnVerdict has a log among them that outgrows the first buffer.
func TestEachProgramHasItsOwnVerdict(t *testing.T) {
	rows := loadFixture(t, rpc.LoadParams{Path: kerneltest.Compile(t, "verdicts")})
	if len(rows) != 4 {
		t.Errorf("%d programs: the optional one must be left out", len(rows))
	}
	if good := rows["good"]; good.Status != rpc.StatusLoaded || good.ID == 0 || len(good.Tag) != 16 || good.Log != "" || good.Type != "tracepoint" {
		t.Errorf("%+v", good)
	}
	rejected := rows["null_pointer"]
	if rejected.Status != rpc.StatusRejected || rejected.Errno != "EACCES" ||
		!strings.Contains(rejected.Detail, "invalid mem access 'map_value_or_null'") ||
		!strings.Contains(rejected.Log, rejected.Detail+"\n") || !strings.Contains(rejected.Log, "\nprocessed ") {
		t.Errorf("%+v", rejected)
	}
	lengthy := rows["lengthy"]
	if lengthy.Status != rpc.StatusRejected || len(lengthy.Log) <= firstLogSize ||
		!strings.Contains(lengthy.Log[:4096], "lengthy") || // Its first lines…
		!strings.Contains(lengthy.Log[len(lengthy.Log)-4096:], "\nprocessed ") { // …and its last.
		t.Errorf("%s %s, log of %d bytes: %s", lengthy.Status, lengthy.Errno, len(lengthy.Log), lengthy.Detail)
	}
	t.Logf("longest log: %d bytes", len(lengthy.Log))
	unknown := rows["unknown_section"]
	if unknown.Status != rpc.StatusFailed || unknown.Problem != rpc.NotYet || !strings.Contains(unknown.Detail, `"no/such/section"`) {
		t.Errorf("%+v", unknown)
	}
}

func TestOnlyThoseAskedFor(t *testing.T) {
	rows := loadFixture(t, rpc.LoadParams{Path: kerneltest.Compile(t, "verdicts"), Programs: []string{"optional"}, KeepLogs: true})
	if got := rows["optional"]; len(rows) != 1 || got.Status != rpc.StatusLoaded || !strings.Contains(got.Log, "processed ") {
		t.Errorf("%+v", rows)
	}
}

func TestMapsAreSharedAndListed(t *testing.T) {
	outcome, err := Load(rpc.LoadParams{Path: kerneltest.Compile(t, "maps")})
	if err != nil {
		t.Fatal(err)
	}
	defer outcome.Collection.Close()
	rows := make(map[string]rpc.LoadedMap)
	for _, row := range outcome.Maps {
		rows[row.Name] = row
	}
	for name, want := range map[string]rpc.LoadedMap{
		"jumps":   {Type: "prog_array", KeySize: 4, ValueSize: 4, MaxEntries: 2},
		"inner":   {Type: "array", KeySize: 4, ValueSize: 8, MaxEntries: 1},
		"outer":   {Type: "array_of_maps", KeySize: 4, ValueSize: 4, MaxEntries: 1},
		"events":  {Type: "ringbuf", MaxEntries: 4096},
		".rodata": {Type: "array", KeySize: 4, ValueSize: 4, MaxEntries: 1},
		".bss":    {Type: "array", KeySize: 4, ValueSize: 8, MaxEntries: 1},
	} {
		got := rows[name]
		want.Name, want.ID = name, got.ID
		if got != want || got.ID == 0 {
			t.Errorf("%s: got %+v, want %+v", name, got, want)
		}
	}
	for _, row := range outcome.Programs {
		if row.Status != rpc.StatusLoaded {
			t.Errorf("%+v", row)
		}
	}
	// The initialiser of `jumps` names a program, which exists only after its maps.
	var id uint32
	if err := outcome.Collection.maps.created["jumps"].Lookup(uint32(1), &id); err != nil || id == 0 {
		t.Errorf("the prog_array is not filled: %v", err)
	}
	if len(outcome.Warnings) != 0 {
		t.Errorf("%+v", outcome.Warnings)
	}
}

// TestMapThatCannotBeCreated fails the program that uses `broken`, and no other.
func TestMapThatCannotBeCreated(t *testing.T) {
	outcome, err := Load(rpc.LoadParams{Path: kerneltest.Compile(t, "badMap")})
	if err != nil {
		t.Fatal(err)
	}
	defer outcome.Collection.Close()
	for _, row := range outcome.Programs {
		switch row.Name {
		case "uses_it":
			if row.Status != rpc.StatusFailed || row.Errno != "EINVAL" || !strings.Contains(row.Detail, "map broken (ringbuf)") {
				t.Errorf("%+v", row)
			}
		case "does_not":
			if row.Status != rpc.StatusLoaded {
				t.Errorf("%+v", row)
			}
		}
	}
	if len(outcome.Warnings) != 1 || outcome.Warnings[0].Code != "mapFailed" {
		t.Errorf("%+v", outcome.Warnings)
	}
}

func TestObjectWithoutBTF(t *testing.T) {
	rows := loadFixture(t, rpc.LoadParams{Path: kerneltest.Compile(t, "noMaps", "-g0")})
	if got := rows["nothing"]; got.Status != rpc.StatusLoaded {
		t.Errorf("%+v", got)
	}
}

func TestTargetsByBTF(t *testing.T) {
	rows := loadFixture(t, rpc.LoadParams{Path: kerneltest.Compile(t, "open")})
	if got := rows["bare_fentry"]; got.Status != rpc.StatusFailed || got.Problem != rpc.NeedsTarget {
		t.Errorf("%+v", got)
	}
	if got := rows["misspelt_fentry"]; got.Status != rpc.StatusFailed || got.Problem != rpc.NoSuchTarget ||
		!strings.Contains(got.Detail, "Did you mean do_unlinkat") {
		t.Errorf("%+v", got)
	}
	rows = loadFixture(t, rpc.LoadParams{Path: kerneltest.Compile(t, "raw")})
	if got := rows["typed_misspelt"]; got.Problem != rpc.NoSuchTarget || !strings.Contains(got.Detail, "Did you mean sched_switch") {
		t.Errorf("%+v", got)
	}
}
