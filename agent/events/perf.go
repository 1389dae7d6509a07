package events

import (
	"errors"
	"os"
	"time"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/perf"
	"golang.org/x/sys/unix"
)

// perfIdle bounds how long records wait that are too few to wake anyone.
const perfIdle = oldBatch

// perfPages is the size of each CPU's buffer: 64 pages on large machines, up to 256 where that makes no more than
// 8192 in all. A burst that outgrows it is lost, as the program does not wait.
func perfPages(cpus int) int { return min(max(8192/cpus, 64), 256) }

// perfBuffers reads a perf event array. It puts events of its own into the array, one for each CPU, in the place of
// whatever was there, and the kernel takes them out when the array's descriptor is closed.
type perfBuffers struct {
	reader *perf.Reader
	// stays tells that elements outlive the descriptor that put them (BPF_F_PRESERVE_ELEMS).
	stays  bool
	clock  clock
	record perf.Record
	now    uint64
}

func openPerf(m *ebpf.Map) (*perfBuffers, error) {
	cpus, err := ebpf.PossibleCPU()
	if err != nil {
		return nil, err
	}
	size := perfPages(cpus) * os.Getpagesize()
	// An eighth: few wakeups, and time enough to come before the buffer is full.
	reader, err := perf.NewReaderWithOptions(m, size, perf.ReaderOptions{Watermark: size / 8})
	if err != nil {
		return nil, err
	}
	return &perfBuffers{reader: reader, stays: m.Flags()&unix.BPF_F_PRESERVE_ELEMS != 0, clock: newClock()}, nil
}

func (p *perfBuffers) idle() time.Duration { return perfIdle }

func (p *perfBuffers) wake() { _ = p.reader.Flush() }

func (p *perfBuffers) close() error {
	var err error
	if p.stays {
		err = p.reader.Pause() // Takes them out.
	}
	return errors.Join(err, p.reader.Close())
}

// read goes on until the time is over, because a deadline is what makes cilium/ebpf read buffers that are below their
// watermark. A record's length is the kernel's, which rounds it up: u32 length and bytes together to a multiple of 8.
func (p *perfBuffers) read(into *batch, limit time.Duration) (more bool, err error) {
	p.reader.SetDeadline(time.Now().Add(limit))
	p.now = p.clock.now()
	for !into.isFull() {
		err := p.reader.ReadInto(&p.record)
		switch {
		case err == nil && p.record.LostSamples > 0:
			into.lose(p.record.LostSamples)
		case err == nil:
			into.add(int32(p.record.CPU), p.now, p.record.RawSample)
		case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, perf.ErrFlushed):
			return false, nil
		case !perf.IsUnknownEvent(err) && !errors.Is(err, unix.EINTR):
			return false, err
		}
		if p.record.Remaining == 0 {
			// The next one is read after a wait.
			p.now = p.clock.now()
		}
	}
	return true, nil
}
