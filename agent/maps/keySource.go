package maps

import (
	"errors"
	"io"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/kernel"
)

// keySource goes from key to key. A hash whose key was deleted meanwhile begins anew; this source notices that by the
// keys it has seen, and goes on from one of the last that are still there. It sends no entry twice.
type keySource struct {
	m      *Map
	seen   *seenKeys
	cursor []byte
	next   []byte
	recent [16][]byte
	at     int
	// resumed says that the keys which come now were seen before; another of them is no news.
	resumed bool
}

func newKeySource(m *Map) *keySource {
	return &keySource{m: m, seen: newSeenKeys(m.MaxEntries), next: make([]byte, m.KeySize)}
}

func (s *keySource) method() string { return "each" }

func (s *keySource) close() {}

func (s *keySource) fill(b *block) error {
	b.count = 0
	// Bounded, so that a reading can be stopped between steps that find nothing new.
	for steps := 0; b.count < b.room && steps < 4096; steps++ {
		if !s.seen.step(1) {
			return errRestless
		}
		err := kernel.NextKey(s.m.fd, s.cursor, s.next)
		if err == unix.ENOENT {
			return io.EOF
		}
		if err != nil {
			return err
		}
		if !s.seen.add(s.next) {
			s.resume(b)
			continue
		}
		s.resumed = false
		s.advance()
		copy(b.key(s.m, b.count), s.cursor)
		switch err := kernel.Lookup(s.m.fd, s.cursor, b.value(s.m, b.count)); err {
		case nil:
			s.remember()
			b.count++
		case unix.ENOENT: // Deleted since the step before.
		default:
			return err
		}
	}
	return nil
}

// resume moves the cursor when the key after it was seen before.
func (s *keySource) resume(b *block) {
	if !s.resumed {
		s.resumed = true
		for back := range len(s.recent) {
			key := s.recent[(s.at-1-back+2*len(s.recent))%len(s.recent)]
			if key != nil && kernel.Lookup(s.m.fd, key, b.value(s.m, b.count)) == nil {
				s.cursor = append(s.cursor[:0], key...)
				return
			}
		}
	}
	s.advance()
}

func (s *keySource) advance() { s.cursor = append(s.cursor[:0], s.next...) }

func (s *keySource) remember() {
	s.recent[s.at] = append(s.recent[s.at][:0], s.cursor...)
	s.at = (s.at + 1) % len(s.recent)
}

// errRestless ends a reading that would not end by itself.
var errRestless = errors.New("entries come and go faster than the kernel lets them be listed one after the other; " +
	"not all of them were seen")

// seenKeys remembers the keys of a reading, and counts its steps: at most twice as many as the map can have entries,
// with some for small maps.
type seenKeys struct {
	keys map[string]struct{}
	left uint64
}

func newSeenKeys(maxEntries uint32) *seenKeys {
	return &seenKeys{keys: make(map[string]struct{}), left: 2*uint64(maxEntries) + 10_000}
}

// add is false for a key that was added before.
func (s *seenKeys) add(key []byte) bool {
	if _, there := s.keys[string(key)]; there {
		return false
	}
	s.keys[string(key)] = struct{}{}
	return true
}

// step is false when there were too many.
func (s *seenKeys) step(count int) bool {
	if s.left < uint64(count) {
		return false
	}
	s.left -= uint64(count)
	return true
}
