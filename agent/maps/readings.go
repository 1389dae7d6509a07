package maps

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/rpc"
)

const (
	// mostReadings leaves room for other requests, of which the server answers sixteen at a time: acknowledgements are
	// among them, and readings wait for those.
	mostReadings = 8
	// stopWaits is how long a stop is kept for a reading that has not begun: requests overtake one another by
	// microseconds, and numbers are used again.
	stopWaits = time.Second
)

// Readings are the readings under way, by the numbers of the peer. The zero value has none, and is ready.
type Readings struct {
	mu      sync.Mutex
	open    map[int]*underway
	stopped map[int]time.Time
}

type underway struct {
	window *window
	stop   context.CancelFunc
}

// Read reads a map and returns when its last chunk was sent, or when ctx ends. An error means that the request makes no
// sense.
func (r *Readings) Read(ctx context.Context, params rpc.MapReadParams, send SendChunk) (*rpc.MapReadResult, error) {
	own, stop := context.WithCancel(context.Background())
	now := &underway{window: newWindow(), stop: stop}
	if err := r.add(params.Reading, now); err != nil {
		stop()
		return nil, err
	}
	defer stop()
	ended := make(chan rpc.MapReadResult, 1)
	go func() {
		result := read(own, params, send, now.window)
		// Not before: chunks of two readings must not mix. Not later: the peer may use the number again.
		r.remove(params.Reading)
		ended <- result
	}()
	select {
	case result := <-ended:
		return &result, nil
	case <-ctx.Done():
		// The peer is gone, and its last chunk may wait forever to be written.
		return &rpc.MapReadResult{Status: "stopped"}, nil
	}
}

func read(ctx context.Context, params rpc.MapReadParams, send SendChunk, window *window) rpc.MapReadResult {
	m, err := Open(params.Map)
	if errors.Is(err, ErrGone) {
		return rpc.MapReadResult{Status: "gone", Detail: goneDetail(params.Map)}
	}
	if err != nil {
		return rpc.MapReadResult{Status: "failed", Detail: errno.Text(err), Errno: errno.Name(err)}
	}
	defer m.Close()
	now := &reading{params: params, m: m, send: send, window: window}
	return now.run(ctx)
}

func goneDetail(id uint32) string { return fmt.Sprintf("There is no map with the id %d any more.", id) }

func (r *Readings) add(number int, now *underway) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.open == nil {
		r.open, r.stopped = make(map[int]*underway), make(map[int]time.Time)
	}
	if r.open[number] != nil {
		return fmt.Errorf("reading %d is under way already", number)
	}
	if len(r.open) == mostReadings {
		return fmt.Errorf("%d readings are under way already", mostReadings)
	}
	if at, early := r.stopped[number]; early {
		delete(r.stopped, number)
		if time.Since(at) < stopWaits {
			now.stop()
		}
	}
	r.open[number] = now
	return nil
}

func (r *Readings) remove(number int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.open, number)
}

// Ack tells that the peer is done with every chunk up to this one.
func (r *Readings) Ack(number int, batch uint64) {
	r.mu.Lock()
	now := r.open[number]
	r.mu.Unlock()
	if now != nil {
		now.window.ack(batch)
	}
}

// Stop ends a reading, or the one of that number that is about to begin.
func (r *Readings) Stop(number int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if now := r.open[number]; now != nil {
		now.stop()
		return
	}
	for old, at := range r.stopped {
		if time.Since(at) >= stopWaits {
			delete(r.stopped, old)
		}
	}
	if r.stopped == nil {
		r.open, r.stopped = make(map[int]*underway), make(map[int]time.Time)
	}
	r.stopped[number] = time.Now()
}

// StopAll ends every reading.
func (r *Readings) StopAll() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, now := range r.open {
		now.stop()
	}
}
