// Package events reads the records that programs put into ring buffers and perf event arrays, and hands them on in
// batches. It decodes nothing.
package events

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cilium/ebpf"
)

// Send takes one batch. It may block; records is reused after it returns.
type Send func(batch uint64, count int, lost uint64, records []byte) error

const (
	// oldBatch is when a batch goes out however few records it has.
	oldBatch = 30 * time.Millisecond
	// window is how many batches may be on their way. When the consumer is that far behind, reading stops, the
	// kernel's buffer fills, and the program or the kernel counts what it drops.
	window = 4
)

// source is a buffer in the kernel. All but wake are for one goroutine.
type source interface {
	// read appends records until the batch is full (more) or a pass over what was there is over. When there is nothing
	// it waits, but not longer than limit.
	read(into *batch, limit time.Duration) (more bool, err error)
	// idle is how long to wait for the first record of a batch.
	idle() time.Duration
	wake()
	close() error
}

// Reading moves records from one map to a Send, on a goroutine of its own. The map is held only so long.
type Reading struct {
	Map  uint32
	Kind string

	held   *ebpf.Map
	source source
	send   Send
	ended  func(error)

	batch    batch
	sent     atomic.Uint64
	acked    atomic.Uint64
	acks     chan struct{}
	stopping atomic.Int64 // deadline in Unix nanoseconds, 0 while running
	stop     sync.Once
	stopped  chan struct{}
	done     chan struct{}
}

func newReading(held *ebpf.Map, options Options) *Reading {
	return &Reading{
		Map: options.Map, held: held, send: options.Send, ended: options.Ended,
		acks: make(chan struct{}, 1), stopped: make(chan struct{}), done: make(chan struct{}),
	}
}

// Ack tells that the consumer is done with every batch up to this one.
func (r *Reading) Ack(batch uint64) {
	batch = min(batch, r.sent.Load())
	for old := r.acked.Load(); batch > old; old = r.acked.Load() {
		if r.acked.CompareAndSwap(old, batch) {
			select {
			case r.acks <- struct{}{}:
			default:
			}
		}
	}
}

// Stop delivers what is in the buffer now, as far as the consumer takes it within patience, and lets go of the map.
func (r *Reading) Stop(patience time.Duration) {
	r.stop.Do(func() {
		r.stopping.Store(time.Now().Add(patience).UnixNano())
		close(r.stopped)
		r.source.wake()
	})
	select {
	case <-r.done:
	case <-time.After(patience + 100*time.Millisecond):
		// The goroutine hangs in a write to a consumer that does not read.
	}
}

func (r *Reading) run() {
	err := r.loop()
	err = errors.Join(err, r.source.close(), r.held.Close())
	close(r.done)
	if err != nil && r.stopping.Load() == 0 {
		r.ended(err)
	}
}

func (r *Reading) loop() error {
	// A pass that began before the stop may have missed records from before it; the second has not.
	for last := 0; last < 2; {
		deadline := r.stopping.Load()
		if deadline != 0 && time.Now().UnixNano() > deadline {
			return nil
		}
		if r.sent.Load()-r.acked.Load() >= window {
			r.waitForAck(deadline)
			continue
		}
		more, err := r.source.read(&r.batch, r.limit(deadline))
		isDue := r.batch.isFull() || time.Since(r.batch.began) >= oldBatch || deadline != 0 && !more || err != nil
		if isDue && !r.batch.isEmpty() && r.flush() != nil {
			return nil // The peer is gone, which others notice too.
		}
		if err != nil {
			return err
		}
		if deadline != 0 && !more {
			last++
		}
	}
	return nil
}

// limit is how long the source may wait for records.
func (r *Reading) limit(deadline int64) time.Duration {
	switch {
	case deadline != 0:
		return 0
	case r.batch.isEmpty():
		return r.source.idle()
	default:
		return max(oldBatch-time.Since(r.batch.began), 0)
	}
}

func (r *Reading) flush() error {
	number := r.sent.Add(1)
	err := r.send(number, r.batch.count, r.batch.lost, r.batch.bytes)
	r.batch.clear()
	return err
}

// waitForAck waits until the window may have room, or the deadline of a stop has come, if there is one.
func (r *Reading) waitForAck(deadline int64) {
	if deadline == 0 {
		select {
		case <-r.acks:
		case <-r.stopped:
		}
		return
	}
	select {
	case <-r.acks:
	case <-time.After(time.Until(time.Unix(0, deadline))):
	}
}
