package candidates

import (
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/rpc"
)

// PerfEvent is an event that perf_event_open takes, by the names that perf gives them.
type PerfEvent struct {
	Name   string
	Type   uint32
	Config uint64
	// Target is what is offered to a person: the name and how often.
	Target string
	Detail string
}

// perfEvents are the kernel's generic events. The period of the rare ones is 1, as each of them counts.
var perfEvents = []PerfEvent{
	software("cpu-clock", unix.PERF_COUNT_SW_CPU_CLOCK, "frequency=99", "time, on every machine"),
	software("task-clock", unix.PERF_COUNT_SW_TASK_CLOCK, "frequency=99", "time that a process runs"),
	software("page-faults", unix.PERF_COUNT_SW_PAGE_FAULTS, "period=1", ""),
	software("minor-faults", unix.PERF_COUNT_SW_PAGE_FAULTS_MIN, "period=1", "page faults without the disk"),
	software("major-faults", unix.PERF_COUNT_SW_PAGE_FAULTS_MAJ, "period=1", "page faults that read the disk"),
	software("context-switches", unix.PERF_COUNT_SW_CONTEXT_SWITCHES, "period=1", ""),
	software("cpu-migrations", unix.PERF_COUNT_SW_CPU_MIGRATIONS, "period=1", ""),
	software("alignment-faults", unix.PERF_COUNT_SW_ALIGNMENT_FAULTS, "period=1", ""),
	software("emulation-faults", unix.PERF_COUNT_SW_EMULATION_FAULTS, "period=1", ""),
	hardware("cycles", unix.PERF_COUNT_HW_CPU_CYCLES),
	hardware("instructions", unix.PERF_COUNT_HW_INSTRUCTIONS),
	hardware("cache-references", unix.PERF_COUNT_HW_CACHE_REFERENCES),
	hardware("cache-misses", unix.PERF_COUNT_HW_CACHE_MISSES),
	hardware("branch-instructions", unix.PERF_COUNT_HW_BRANCH_INSTRUCTIONS),
	hardware("branch-misses", unix.PERF_COUNT_HW_BRANCH_MISSES),
	hardware("bus-cycles", unix.PERF_COUNT_HW_BUS_CYCLES),
	hardware("stalled-cycles-frontend", unix.PERF_COUNT_HW_STALLED_CYCLES_FRONTEND),
	hardware("stalled-cycles-backend", unix.PERF_COUNT_HW_STALLED_CYCLES_BACKEND),
	hardware("ref-cycles", unix.PERF_COUNT_HW_REF_CPU_CYCLES),
}

var perfAliases = map[string]string{
	"faults": "page-faults", "cs": "context-switches", "migrations": "cpu-migrations", "cpu-cycles": "cycles",
	"branches": "branch-instructions",
}

func software(name string, config uint64, often, detail string) PerfEvent {
	return PerfEvent{
		Name: name, Type: unix.PERF_TYPE_SOFTWARE, Config: config, Target: name + "," + often,
		Detail: strings.TrimPrefix(detail+", software", ", "),
	}
}

func hardware(name string, config uint64) PerfEvent {
	return PerfEvent{
		Name: name, Type: unix.PERF_TYPE_HARDWARE, Config: config, Target: name + ",frequency=99", Detail: "hardware",
	}
}

// FindPerfEvent finds an event by name, also as `software:name` and `hardware:name`, or a raw one: `r00c0`.
func FindPerfEvent(name string) (PerfEvent, bool) {
	kind, bare, qualified := strings.Cut(name, ":")
	if !qualified {
		bare, kind = name, ""
	}
	if other := perfAliases[bare]; other != "" {
		bare = other
	}
	for _, event := range perfEvents {
		isKind := kind == "" || kind == "software" && event.Type == unix.PERF_TYPE_SOFTWARE ||
			kind == "hardware" && event.Type == unix.PERF_TYPE_HARDWARE
		if event.Name == bare && isKind {
			return event, true
		}
	}
	if digits, ok := strings.CutPrefix(bare, "r"); ok && (kind == "" || kind == "raw") {
		if config, err := strconv.ParseUint(digits, 16, 64); err == nil {
			return PerfEvent{Name: bare, Type: unix.PERF_TYPE_RAW, Config: config}, true
		}
	}
	return PerfEvent{}, false
}

// PerfEventNames lists the names.
func PerfEventNames() []string {
	var names []string
	for _, event := range perfEvents {
		names = append(names, event.Name)
	}
	return names
}

// PerfEvents lists the events that this machine can count, found by opening each for a moment.
func PerfEvents() []rpc.Candidate {
	rows := []rpc.Candidate{}
	for _, event := range perfEvents {
		attr := &unix.PerfEventAttr{
			Type: event.Type, Config: event.Config, Size: unix.PERF_ATTR_SIZE_VER1,
			Sample: 99, Bits: unix.PerfBitFreq | unix.PerfBitDisabled,
		}
		fd, err := unix.PerfEventOpen(attr, -1, 0, -1, unix.PERF_FLAG_FD_CLOEXEC)
		if err != nil {
			continue
		}
		_ = unix.Close(fd)
		rows = append(rows, rpc.Candidate{Name: event.Target, Detail: event.Detail})
	}
	return rows
}
