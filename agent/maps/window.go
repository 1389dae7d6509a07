package maps

import (
	"context"
	"sync"
)

// windowSize is how many chunks of a reading may be on their way without an acknowledgement.
const windowSize = 4

// window counts acknowledgements.
type window struct {
	mu    sync.Mutex
	acked uint64
	moved chan struct{}
}

func newWindow() *window { return &window{moved: make(chan struct{})} }

func (w *window) ack(batch uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if batch > w.acked {
		w.acked = batch
		close(w.moved)
		w.moved = make(chan struct{})
	}
}

// wait returns when a chunk may be sent, or with false when there is no need any more.
func (w *window) wait(ctx context.Context, batch uint64) bool {
	for {
		w.mu.Lock()
		open, moved := batch <= w.acked+windowSize, w.moved
		w.mu.Unlock()
		if ctx.Err() != nil {
			return false
		}
		if open {
			return true
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return false
		}
	}
}
