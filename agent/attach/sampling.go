package attach

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/ebpf-workbench/agent/candidates"
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
