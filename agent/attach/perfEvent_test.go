package attach

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/candidates"
	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/rpc"
)

// ticks runs until the program has counted to at least a number.
func (f fixture) ticks(table string, least uint64) {
	f.t.Helper()
	var count uint64
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end) && count < least; {
		if err := f.collection.MapsByName()[table].Lookup(uint32(0), &count); err != nil {
			f.t.Fatal(err)
		}
	}
	if count < least {
		f.t.Errorf("%d ticks, want %d", count, least)
	}
}

func TestPerfEvents(t *testing.T) {
	f := loadFixture(t, "perf")
	attached, refusal := f.attach("on_tick", "cpu-clock")
	if refusal != nil {
		t.Fatalf("%+v", refusal)
	}
	cpus, _ := onlineCPUs()
	want := "99 times a second, on each of " + strconv.Itoa(len(cpus)) + " CPUs"
	if len(cpus) == 1 {
		want = "99 times a second, CPU 0"
	}
	if got := attached.Link; got.Kind != "perfEvent" || got.Target != "cpu-clock" || got.Detail != want || got.Proof != "linkInfo" || got.ID == 0 {
		t.Errorf("%+v, want %s", got, want)
	}
	f.ticks("ticks", 10)
}

func TestPerfEventsOfOneProcess(t *testing.T) {
	f := loadFixture(t, "perf")
	f.attaches("on_tick", "software:page-faults,period=1,pid="+strconv.Itoa(os.Getpid()), "perfEvent page-faults")
	memory, err := unix.Mmap(-1, 0, 256*4096, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = unix.Munmap(memory) }()
	for i := 0; i < len(memory); i += 4096 {
		memory[i] = 1
	}
	f.ticks("ticks", 64)
}

func TestPerfEventsAreRefusedInWords(t *testing.T) {
	f := loadFixture(t, "perf")
	if _, refusal := f.attach("on_tick", ""); refusal == nil || refusal.Needs != "perfEvent" {
		t.Errorf("%+v", refusal)
	}
	f.refuses("on_tick", "cpu-clok", rpc.NoSuchTarget, "Did you mean cpu-clock")
	f.refuses("on_tick", "cpu-clock,frequency=1,period=1", rpc.Other, "not by both")
	f.refuses("on_tick", "cpu-clock,frequency=0", rpc.Other, "no number above 0")
	f.refuses("on_tick", "cpu-clock,frequency=100000000", rpc.Unsupported, "perf_event_max_sample_rate")
	f.refuses("on_tick", "cpu-clock,cpu=4096", rpc.NoSuchTarget, "CPU")
	f.refuses("on_tick", "cpu-clock,pid=4194305", rpc.NoSuchTarget, "no process 4194305")
	f.attaches("on_tick", "cpu-clock,period=1000000,cpu=0", "perfEvent cpu-clock")
	if !slices.ContainsFunc(candidates.PerfEvents(), func(c rpc.Candidate) bool { return strings.HasPrefix(c.Name, "cycles") }) {
		f.refuses("on_tick", "cycles", rpc.Unsupported, "no hardware counters")
		f.refuses("on_tick", "r00c0", rpc.Unsupported, "r00c0")
	}
}

// TestPerfEventByIoctl is the way of kernels before 5.15.
func TestPerfEventByIoctl(t *testing.T) {
	f := loadFixture(t, "perf")
	event, _ := candidates.FindPerfEvent("cpu-clock")
	attr := &unix.PerfEventAttr{
		Type: event.Type, Config: event.Config, Size: unix.PERF_ATTR_SIZE_VER1, Sample: 99, Bits: unix.PerfBitFreq,
	}
	fd, err := unix.PerfEventOpen(attr, -1, 0, -1, unix.PERF_FLAG_FD_CLOEXEC)
	if err != nil {
		t.Fatal(err)
	}
	attachment, err := attachByIoctl(os.NewFile(uintptr(fd), "event"), f.collection.Programs["on_tick"].Program)
	if err != nil {
		t.Fatal(errno.Text(err))
	}
	defer attachment.Close()
	if link, err := attachment.proveSampling(event, 0); err != nil || link.Proof != "query" {
		t.Errorf("%+v %v", link, err)
	}
	f.ticks("ticks", 3)
}
