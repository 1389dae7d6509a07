package events

import (
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"time"
	"unsafe"

	"github.com/cilium/ebpf"
	"golang.org/x/sys/unix"
)

// Of a record's header (struct bpf_ringbuf_hdr): length and two flags, then four bytes of the kernel's own.
const (
	ringHeader  = 8
	ringBusy    = 1 << 31
	ringDiscard = 1 << 30
)

const (
	// ringIdle is how long a ring without news is believed to be empty: programs can submit without waking anyone
	// (BPF_RB_NO_WAKEUP).
	ringIdle = 200 * time.Millisecond
	// ringPause is between two looks while a batch grows. Waiting for the kernel's signal instead would cost the
	// program a wakeup for each record that finds the ring read up.
	ringPause = time.Millisecond
)

// ring reads a BPF ring buffer. It is not cilium/ebpf's reader, because that one spins on a record that is reserved and
// not yet submitted, for as long as a sleepable program likes, and cannot be stopped meanwhile.
type ring struct {
	fd       int
	wakeup   *wakeup
	clock    clock
	consumer []byte
	data     []byte
	consumed *uint64
	produced *uint64
	records  []byte // the data pages twice, so that no record is cut
	mask     uint64

	position uint64
	end      uint64 // of the pass at work
	busy     bool   // the next record is reserved and not submitted
}

func openRing(m *ebpf.Map) (*ring, error) {
	page, size := os.Getpagesize(), int(m.MaxEntries())
	consumer, err := unix.Mmap(m.FD(), 0, page, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("mapping the ring buffer's position: %w", err)
	}
	data, err := unix.Mmap(m.FD(), int64(page), page+2*size, unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("mapping the ring buffer: %w", err), unix.Munmap(consumer))
	}
	r := &ring{
		fd: m.FD(), clock: newClock(), consumer: consumer, data: data, records: data[page:], mask: uint64(size - 1),
		consumed: (*uint64)(unsafe.Pointer(&consumer[0])), produced: (*uint64)(unsafe.Pointer(&data[0])),
	}
	if r.wakeup, err = newWakeup(); err != nil {
		return nil, errors.Join(err, r.unmap())
	}
	r.position = atomic.LoadUint64(r.consumed)
	r.end = r.position
	return r, nil
}

func (r *ring) idle() time.Duration { return ringIdle }

func (r *ring) wake() { r.wakeup.signal() }

func (r *ring) close() error { return errors.Join(r.wakeup.close(), r.unmap()) }

func (r *ring) unmap() error { return errors.Join(unix.Munmap(r.data), unix.Munmap(r.consumer)) }

// read makes one pass, or goes on with the one that a full batch ended.
func (r *ring) read(into *batch, limit time.Duration) (more bool, err error) {
	if r.position == r.end && !r.look() && limit > 0 {
		if err := r.wait(!into.isEmpty(), limit); err != nil {
			return false, err
		}
		r.look()
	}
	now := r.clock.now()
	for r.position != r.end && !into.isFull() {
		header := atomic.LoadUint32((*uint32)(unsafe.Pointer(&r.records[r.position&r.mask])))
		r.busy = header&ringBusy != 0
		if r.busy {
			r.end = r.position
			break
		}
		length := uint64(header &^ (ringBusy | ringDiscard))
		start := r.position&r.mask + ringHeader
		if header&ringDiscard == 0 {
			into.add(noCPU, now, r.records[start:start+length])
		}
		r.position += ringHeader + (length+7)&^7
		// The kernel gets the room back at once.
		atomic.StoreUint64(r.consumed, r.position)
	}
	return r.position != r.end, nil
}

// look begins a pass over what is there now, if anything is.
func (r *ring) look() bool {
	r.busy = false
	r.end = atomic.LoadUint64(r.produced)
	return r.position != r.end
}

func (r *ring) wait(collecting bool, limit time.Duration) error {
	if collecting {
		return r.wakeup.wait(-1, min(limit, ringPause))
	}
	return r.wakeup.wait(r.fd, limit)
}
