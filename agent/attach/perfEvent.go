package attach

import (
	"errors"
	"fmt"
	"os"

	"github.com/cilium/ebpf/link"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/candidates"
	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/rpc"
)

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
