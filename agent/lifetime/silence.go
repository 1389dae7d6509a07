package lifetime

import (
	"sync"
	"time"
)

// Silence notices a peer that stopped speaking without closing its side, as a pulled cable makes it. It waits for
// the first word before it starts to listen, so a peer that never speaks up is never missed.
type Silence struct {
	patience time.Duration
	gone     func()

	mu    sync.Mutex
	timer *time.Timer
}

// NewSilence makes one that calls gone when patience passed since the last word.
func NewSilence(patience time.Duration, gone func()) *Silence {
	return &Silence{patience: patience, gone: gone}
}

// Heard notes a word of the peer.
func (s *Silence) Heard() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.timer == nil {
		s.timer = time.AfterFunc(s.patience, s.gone)
		return
	}
	s.timer.Reset(s.patience)
}
