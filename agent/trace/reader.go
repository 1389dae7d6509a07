package trace

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Send takes one batch of whole lines. It may block; text is reused after it returns.
type Send func(batch uint64, text []byte, lines int) error

const (
	// A batch goes out when it has this many bytes, or when its first line is this old. The first lines after a
	// pause go at once.
	fullBatch = 128 << 10
	oldBatch  = 25 * time.Millisecond
	// At most so many batches are on their way. When the consumer is that far behind, reading stops, and the
	// kernel's ring counts what it drops.
	window = 32
	// One read returns at most a page or two, whatever it is offered.
	readSize = 64 << 10
)

// reader moves lines from a trace_pipe to a Send, on a goroutine of its own.
type reader struct {
	pipe  int
	wake  int // eventfd: an acknowledgement came, or stop was called
	send  Send
	ended func(error)

	acked    atomic.Uint64
	blocked  atomic.Bool  // reading waits for an acknowledgement
	stopping atomic.Int64 // deadline in Unix nanoseconds, 0 while running
	done     chan struct{}
	closing  sync.Mutex // guards wake against a write after close
	closed   bool

	sent     uint64
	lastSent time.Time
	pending  []byte
}

// startReader owns pipe from here on, unless it fails.
func startReader(pipe int, send Send, ended func(error)) (*reader, error) {
	wake, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err != nil {
		return nil, fmt.Errorf("eventfd: %w", err)
	}
	r := &reader{
		pipe: pipe, wake: wake, send: send, ended: ended,
		done: make(chan struct{}), pending: make([]byte, 0, fullBatch+readSize),
	}
	go r.run()
	return r, nil
}

func (r *reader) ack(batch uint64) {
	for {
		old := r.acked.Load()
		if batch <= old {
			return
		}
		if r.acked.CompareAndSwap(old, batch) {
			if r.blocked.Load() {
				r.signal()
			}
			return
		}
	}
}

// stop waits until the rest is delivered and the pipe is closed, but not longer than patience and a bit.
func (r *reader) stop(patience time.Duration) {
	r.stopping.Store(time.Now().Add(patience).UnixNano())
	r.signal()
	select {
	case <-r.done:
	case <-time.After(patience + 100*time.Millisecond):
		// The goroutine hangs in a write to a consumer that does not read.
	}
}

func (r *reader) signal() {
	r.closing.Lock()
	defer r.closing.Unlock()
	if !r.closed {
		_, _ = unix.Write(r.wake, []byte{1, 0, 0, 0, 0, 0, 0, 0})
	}
}

func (r *reader) run() {
	err := r.loop()
	unix.Close(r.pipe)
	r.closing.Lock()
	r.closed = true
	unix.Close(r.wake)
	r.closing.Unlock()
	close(r.done)
	if err != nil {
		r.ended(err)
	}
}

func (r *reader) loop() error {
	for {
		deadline := r.stopping.Load()
		if deadline != 0 && time.Now().UnixNano() > deadline {
			return nil
		}
		if r.sent-r.acked.Load() >= window {
			if err := r.waitForAck(deadline); err != nil {
				return err
			}
			continue
		}
		empty, err := r.fill()
		if err != nil {
			return err
		}
		age := time.Since(r.lastSent)
		switch {
		case len(r.pending) >= fullBatch, len(r.pending) > 0 && (age >= oldBatch || deadline != 0):
			if err := r.flush(); err != nil {
				return nil // The peer is gone, which others notice too.
			}
		case empty && deadline != 0:
			return nil
		case empty && len(r.pending) > 0:
			// Not for the pipe: in busy times that would wake this up for every line.
			err = r.wait(0, oldBatch-age)
		case empty:
			err = r.wait(unix.POLLIN, -1)
		}
		if err != nil {
			return err
		}
	}
}

// fill reads until the batch is full or old, or the pipe is empty.
func (r *reader) fill() (empty bool, err error) {
	for len(r.pending) < fullBatch {
		n, err := readNow(r.pipe, r.pending[len(r.pending):len(r.pending)+readSize])
		switch {
		case errors.Is(err, unix.EAGAIN):
			return true, nil
		case errors.Is(err, unix.EINTR):
			continue
		case err != nil:
			return false, fmt.Errorf("reading trace_pipe: %w", err)
		case n == 0:
			// Not an end: with nothing traced yet and tracing switched off, the kernel says this.
			return true, nil
		}
		r.pending = r.pending[:len(r.pending)+n]
		if time.Since(r.lastSent) >= oldBatch {
			return false, nil
		}
	}
	return false, nil
}

// readNow is a read that the Go scheduler is not told of. It never waits, but formats lines for up to a tenth of a
// millisecond, long enough for the scheduler to take this thread's place away and hand it back, at the price of
// the read itself.
func readNow(fd int, into []byte) (int, error) {
	n, _, failed := unix.RawSyscall(unix.SYS_READ, uintptr(fd), uintptr(unsafe.Pointer(&into[0])), uintptr(len(into)))
	if failed != 0 {
		return 0, failed
	}
	return int(n), nil
}

// flush sends the whole lines and keeps the rest.
func (r *reader) flush() error {
	end := bytes.LastIndexByte(r.pending, '\n') + 1
	if end == 0 {
		r.lastSent = time.Now()
		return nil
	}
	r.sent++
	err := r.send(r.sent, r.pending[:end], bytes.Count(r.pending[:end], []byte{'\n'}))
	r.pending = r.pending[:copy(r.pending, r.pending[end:])]
	r.lastSent = time.Now()
	return err
}

// waitForAck waits until the window has room, or the deadline of a stop has come, if there is one.
func (r *reader) waitForAck(deadline int64) error {
	r.blocked.Store(true)
	defer r.blocked.Store(false)
	// An acknowledgement before the store gave no signal.
	if r.sent-r.acked.Load() < window {
		return nil
	}
	limit := time.Duration(-1)
	if deadline != 0 {
		limit = time.Until(time.Unix(0, deadline))
	}
	return r.wait(0, limit)
}

// wait sleeps until the pipe has the events asked for, somebody signals, or the time is over (-1: never).
func (r *reader) wait(events int16, limit time.Duration) error {
	milliseconds := -1
	if limit != -1 {
		milliseconds = int(max(limit, 0).Milliseconds()) + 1
	}
	polled := []unix.PollFd{{Fd: int32(r.wake), Events: unix.POLLIN}, {Fd: int32(r.pipe), Events: events}}
	if events == 0 {
		polled = polled[:1]
	}
	if _, err := unix.Poll(polled, milliseconds); err != nil && !errors.Is(err, unix.EINTR) {
		return fmt.Errorf("waiting for trace_pipe: %w", err)
	}
	if polled[0].Revents != 0 {
		var count [8]byte
		_, _ = unix.Read(r.wake, count[:])
	}
	return nil
}
