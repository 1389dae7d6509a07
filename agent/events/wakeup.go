package events

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// wakeup ends a wait from another goroutine.
type wakeup struct {
	mu sync.Mutex // guards fd against a signal after close
	fd int
}

func newWakeup() (*wakeup, error) {
	fd, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err != nil {
		return nil, fmt.Errorf("eventfd: %w", err)
	}
	return &wakeup{fd: fd}, nil
}

func (w *wakeup) signal() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.fd != -1 {
		_, _ = unix.Write(w.fd, []byte{1, 0, 0, 0, 0, 0, 0, 0})
	}
}

// wait sleeps until there is something to read from fd (-1: from nothing), somebody signals, or the time is over.
func (w *wakeup) wait(fd int, limit time.Duration) error {
	polled := []unix.PollFd{{Fd: int32(w.fd), Events: unix.POLLIN}, {Fd: int32(fd), Events: unix.POLLIN}}
	timeout := unix.NsecToTimespec(int64(limit))
	if _, err := unix.Ppoll(polled, &timeout, nil); err != nil && !errors.Is(err, unix.EINTR) {
		return fmt.Errorf("waiting for records: %w", err)
	}
	if polled[0].Revents != 0 {
		var count [8]byte
		_, _ = unix.Read(w.fd, count[:])
	}
	return nil
}

func (w *wakeup) close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	fd := w.fd
	w.fd = -1
	return unix.Close(fd)
}
