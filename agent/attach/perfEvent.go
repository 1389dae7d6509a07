package attach

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/cilium/ebpf/link"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/candidates"
	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/rpc"
)

// usualFrequency is how often a second an event is sampled when nothing says. It is no divisor of what timers do, so
// that it does not fall into step with them.
const usualFrequency = 99

// sampling is a perf event that a program is to run on, and where.
type sampling struct {
	event candidates.PerfEvent
	// One of both is not zero.
	frequency, period uint64
	pid               int
	places            []samplingPlace
}

// samplingPlace is a thread on any CPU (-1), or a CPU with all threads (-1).
type samplingPlace struct{ thread, cpu int }

// perfEvent attaches `perf_event` programs: EVENT[,frequency=N|period=N][,cpu=N][,pid=N]. For all processes an event
// is opened on every CPU.
func perfEvent(request Request, id uint32) (*Attached, error) {
	wanted, err := request.sampling()
	if err != nil {
		return nil, err
	}
	held := &several{}
	var proved rpc.AttachedLink
	opened := 0
	for _, place := range wanted.places {
		attachment, err := openSampling(wanted, place, request)
		if errno.Is(err, unix.ENODEV, unix.ESRCH) && len(wanted.places) > 1 {
			continue // The CPU went offline meanwhile, or the thread ended.
		}
		if err != nil {
			held.Close()
			return nil, err
		}
		held.add(attachment)
		if proved, err = attachment.proveSampling(wanted.event, id); err != nil {
			held.Close()
			return nil, err
		}
		opened++
	}
	if opened == 0 {
		return nil, rpc.Refuse(rpc.NoSuchTarget, unix.ENODEV, "No CPU and no thread took the event.")
	}
	proved.Kind, proved.Target, proved.Detail = "perfEvent", wanted.event.Name, wanted.describe(opened)
	return &Attached{Closer: held, Link: proved}, nil
}

func (s sampling) describe(opened int) string {
	detail := fmt.Sprintf("%d times a second", s.frequency)
	if s.period != 0 {
		detail = fmt.Sprintf("every %d events", s.period)
	}
	switch {
	case s.pid != 0:
		return fmt.Sprintf("%s, process %d", detail, s.pid)
	case opened == 1:
		return fmt.Sprintf("%s, CPU %d", detail, s.places[0].cpu)
	}
	return fmt.Sprintf("%s, on each of %d CPUs", detail, opened)
}

func (r Request) sampling() (sampling, error) {
	found := sampling{}
	text := r.Target
	if text == "" {
		text = r.Section.Target
	}
	name, options, err := parseOptions(text, "frequency", "period", "cpu", "pid")
	if err != nil {
		return found, err
	}
	if name == "" {
		return found, rpc.Need("perfEvent", fmt.Sprintf(
			"The program %s needs an event to run on. Write it as cpu-clock,frequency=99, for example.", r.Name))
	}
	var ok bool
	if found.event, ok = candidates.FindPerfEvent(name); !ok {
		return found, rpc.Refuse(rpc.NoSuchTarget, nil, candidates.NotFound("perf event", name, candidates.PerfEventNames())+
			" A raw event of the processor is written as r and its number in hexadecimal: r00c0.")
	}
	if options["frequency"] != "" && options["period"] != "" {
		return found, rpc.Refuse(rpc.Other, nil, "An event is sampled by frequency or by period, not by both.")
	}
	if found.frequency, err = positive(options, "frequency"); err != nil {
		return found, err
	}
	if found.period, err = positive(options, "period"); err != nil {
		return found, err
	}
	if found.frequency == 0 && found.period == 0 {
		found.frequency = usualFrequency
	}
	return found, found.place(options)
}

// place says where the event is opened: on every thread of a process, and those that they start, or on CPUs.
func (s *sampling) place(options map[string]string) (err error) {
	online, err := onlineCPUs()
	if err != nil {
		return refuse(err, "Reading which CPUs are online")
	}
	cpu, err := strconv.Atoi(options["cpu"])
	if options["cpu"] == "" {
		cpu = -1
	} else if err != nil || !slices.Contains(online, cpu) {
		return rpc.Refuse(rpc.NoSuchTarget, nil, fmt.Sprintf(
			"There is no CPU %q online; there are %d.", options["cpu"], len(online)))
	}
	if pid := options["pid"]; pid != "" {
		if s.pid, err = parsePID(pid); err != nil {
			return err
		}
		threads, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", s.pid))
		if err != nil {
			return rpc.Refuse(rpc.NoSuchTarget, err, fmt.Sprintf("There is no process %d.", s.pid))
		}
		for _, thread := range threads {
			if number, err := strconv.Atoi(thread.Name()); err == nil {
				s.places = append(s.places, samplingPlace{number, cpu})
			}
		}
		return nil
	}
	if cpu >= 0 {
		online = []int{cpu}
	}
	for _, number := range online {
		s.places = append(s.places, samplingPlace{-1, number})
	}
	return nil
}

func positive(options map[string]string, name string) (uint64, error) {
	text := options[name]
	if text == "" {
		return 0, nil
	}
	number, err := strconv.ParseUint(text, 10, 63)
	if err != nil || number == 0 {
		return 0, rpc.Refuse(rpc.Other, nil, fmt.Sprintf("%s=%s is no number above 0.", name, text))
	}
	return number, nil
}

// onlineCPUs reads a list like this one:
//
//	0-3,8
func onlineCPUs() ([]int, error) {
	text, err := os.ReadFile("/sys/devices/system/cpu/online")
	if err != nil {
		return nil, err
	}
	var cpus []int
	for part := range strings.SplitSeq(strings.TrimSpace(string(text)), ",") {
		first, last, isRange := strings.Cut(part, "-")
		if !isRange {
			last = first
		}
		from, err := strconv.Atoi(first)
		if err != nil {
			return nil, err
		}
		to, err := strconv.Atoi(last)
		if err != nil {
			return nil, err
		}
		for cpu := from; cpu <= to; cpu++ {
			cpus = append(cpus, cpu)
		}
	}
	return cpus, nil
}

func openSampling(wanted sampling, place samplingPlace, request Request) (*perfAttachment, error) {
	attr := &unix.PerfEventAttr{
		Type: wanted.event.Type, Config: wanted.event.Config, Size: unix.PERF_ATTR_SIZE_VER1, Sample: wanted.period,
	}
	if wanted.frequency != 0 {
		attr.Sample, attr.Bits = wanted.frequency, unix.PerfBitFreq
	}
	if place.thread >= 0 {
		attr.Bits |= unix.PerfBitInherit
	}
	fd, err := unix.PerfEventOpen(attr, place.thread, place.cpu, -1, unix.PERF_FLAG_FD_CLOEXEC)
	if err != nil {
		return nil, refuseSampling(err, wanted)
	}
	attachment, err := attachPerf(os.NewFile(uintptr(fd), "perf event"), request.Program)
	if err != nil {
		return nil, refuse(err, "Attaching to the event "+wanted.event.Name)
	}
	return attachment, nil
}

func refuseSampling(err error, wanted sampling) error {
	name := wanted.event.Name
	switch {
	case errno.Is(err, unix.ENOENT, unix.EOPNOTSUPP):
		return rpc.Refuse(rpc.Unsupported, err, fmt.Sprintf(
			"This machine cannot count %s: %s. Virtual machines often have no hardware counters; cpu-clock is everywhere.",
			name, errno.Name(err)))
	case errno.Is(err, unix.ESRCH):
		return rpc.Refuse(rpc.NoSuchTarget, err, fmt.Sprintf("There is no process %d.", wanted.pid))
	case errno.Is(err, unix.EINVAL) && wanted.frequency != 0:
		return rpc.Refuse(rpc.Unsupported, err, fmt.Sprintf(
			"The kernel does not sample %s %d times a second: EINVAL. The most is in "+
				"/proc/sys/kernel/perf_event_max_sample_rate.", name, wanted.frequency))
	case errno.Is(err, unix.EBUSY):
		return rpc.Refuse(rpc.Busy, err, fmt.Sprintf("The counter for %s is taken by somebody else (EBUSY).", name))
	}
	return refuse(err, "Opening the event "+name)
}

// proveSampling reads the link back. Which event it is on, the kernel tells since 6.6. BPF_TASK_FD_QUERY does not know
// such events; where there is no link either (before 5.15), the event's refusal of a second program is the proof.
func (a *perfAttachment) proveSampling(event candidates.PerfEvent, programID uint32) (rpc.AttachedLink, error) {
	if a.link == nil {
		err := unix.IoctlSetInt(int(a.event.Fd()), unix.PERF_EVENT_IOC_SET_BPF, a.program)
		if !errors.Is(err, unix.EEXIST) && !errors.Is(err, unix.EINVAL) {
			return rpc.AttachedLink{}, rpc.Refuse(rpc.NotProved, err, "The event took a second program.")
		}
		return rpc.AttachedLink{Proof: "query"}, nil
	}
	info, err := a.link.Info()
	if err != nil {
		return rpc.AttachedLink{}, rpc.Refuse(rpc.NotProved, err, "Reading the link back: "+errno.Text(err))
	}
	if info.Type != link.PerfEventType || uint32(info.Program) != programID {
		return rpc.AttachedLink{}, rpc.Refuse(rpc.NotProved, nil, fmt.Sprintf(
			"The link read back is of program %d, not of program %d.", info.Program, programID))
	}
	if seen := info.PerfEvent(); seen != nil && seen.Event() != nil {
		now := seen.Event()
		// Newer kernels have given the two clocks event sources of their own, with numbers above the fixed ones.
		isClock := event.Type == unix.PERF_TYPE_SOFTWARE && event.Config <= unix.PERF_COUNT_SW_TASK_CLOCK
		if now.Type != event.Type && !(isClock && now.Type >= unix.PERF_TYPE_MAX) || now.Type == event.Type && now.Config != event.Config {
			return rpc.AttachedLink{}, rpc.Refuse(rpc.NotProved, nil, fmt.Sprintf(
				"The link is on event %d of type %d, not on %s.", now.Config, now.Type, event.Name))
		}
	}
	return rpc.AttachedLink{Proof: "linkInfo", ID: uint32(info.ID)}, nil
}
