package session

import (
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/rpc"
)

// watchEvery is how often links are asked whether what they are on is still there. The kernel says so by itself for
// interfaces only.
const watchEvery = 2 * time.Second

// watchTargets starts the watch when it does not run. It ends by itself when no link needs it. mu is held.
func (s *Session) watchTargets() {
	if s.watching != nil {
		return
	}
	look := make(chan struct{}, 1)
	s.watching = look
	go func() {
		done := make(chan struct{})
		changes := make(chan netlink.LinkUpdate, 16)
		if err := netlink.LinkSubscribe(changes, done); err != nil {
			close(changes) // Then every two seconds has to do.
		}
		defer func(last <-chan netlink.LinkUpdate) {
			close(done)
			for range last { // So that the subscription does not wait for a reader.
			}
		}(changes)
		tick := time.NewTicker(watchEvery)
		defer tick.Stop()
		for s.dropGone() {
			for waiting := true; waiting; {
				select {
				case <-tick.C:
					waiting = false
				case <-look:
					waiting = false
				case change, open := <-changes:
					if !open {
						changes = nil
					}
					waiting = open && change.Header.Type != unix.RTM_DELLINK
				}
			}
		}
	}()
}

// watchLess lets the watch see at once that there may be nothing left for it. mu is held.
func (s *Session) watchLess() {
	select {
	case s.watching <- struct{}{}:
	default: // It does not run, or is about to look.
	}
}

// dropGone detaches what is on something that went away, and says whether there is anything left to watch.
func (s *Session) dropGone() bool {
	s.mu.Lock()
	var gone []rpc.DetachedLink
	watched := 0
	for number, held := range s.links {
		if held.Gone == nil {
			continue
		}
		if detail := held.Gone(); detail != "" {
			gone = append(gone, s.drop(number, "targetGone", detail))
			continue
		}
		watched++
	}
	if watched == 0 {
		s.watching = nil
	}
	s.mu.Unlock()
	s.tellDetached(gone...)
	return watched > 0
}
