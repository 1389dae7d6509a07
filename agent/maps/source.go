package maps

import (
	"encoding/binary"
	"io"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/kernel"
)

// block is room for entries, and those that one step of a reading found.
type block struct {
	keys, values []byte
	room, count  int
}

func (m *Map) newBlock(room int) *block {
	b := new(block)
	b.resize(m, room)
	return b
}

func (b *block) resize(m *Map, room int) {
	b.keys, b.values, b.room = make([]byte, room*int(m.KeySize)), make([]byte, room*m.valueBytes), room
}

func (b *block) key(m *Map, at int) []byte { return b.keys[at*int(m.KeySize):][:m.KeySize] }

func (b *block) value(m *Map, at int) []byte { return b.values[at*m.valueBytes:][:m.valueBytes] }

// source is one way to go through a map.
type source interface {
	// fill replaces what is in the block with the next entries, which may be none. io.EOF comes with the last of them.
	fill(*block) error
	// method is how MapReadResult calls it; it is settled after the first fill.
	method() string
	close()
}

// batchSource reads many entries by one call, and otherwise where the kernel has no batches for this type.
type batchSource struct {
	m         *Map
	with      string
	otherwise source
	// seen is for types whose batches may begin anew.
	seen  *seenKeys
	walk  *kernel.Batch
	plain bool
}

func (s *batchSource) method() string {
	if s.plain {
		return s.otherwise.method()
	}
	return s.with
}

func (s *batchSource) close() {}

func (s *batchSource) fill(b *block) error {
	if s.plain {
		return s.otherwise.fill(b)
	}
	first := s.walk == nil
	if first {
		s.walk = kernel.NewBatch(s.m.fd, s.m.KeySize)
	}
	for {
		count, err := s.walk.Read(b.keys, b.values, b.room)
		b.count = count
		switch {
		case err == nil:
			return s.dropSeen(b)
		case err == unix.ENOENT:
			if err := s.dropSeen(b); err != nil {
				return err
			}
			return io.EOF
		// A hash reads its buckets whole, and this one has more entries than there is room for.
		case err == unix.ENOSPC && b.room <= int(s.m.MaxEntries):
			b.resize(s.m, 2*b.room)
		case first && errno.Is(err, errno.ENOTSUPP, unix.EOPNOTSUPP, unix.EINVAL):
			s.plain = true
			return s.otherwise.fill(b)
		default:
			return err
		}
	}
}

// dropSeen takes out the entries that were sent already, where there may be such.
func (s *batchSource) dropSeen(b *block) error {
	if s.seen == nil {
		return nil
	}
	if !s.seen.step(max(b.count, 1)) {
		return errRestless
	}
	kept := 0
	for at := range b.count {
		if !s.seen.add(b.key(s.m, at)) {
			continue
		}
		copy(b.key(s.m, kept), b.key(s.m, at))
		copy(b.value(s.m, kept), b.value(s.m, at))
		kept++
	}
	b.count = kept
	return nil
}

// indexSource looks at one index after the other. Places that hold nothing are left out.
type indexSource struct {
	m    *Map
	next uint32
}

func (s *indexSource) method() string { return "array" }

func (s *indexSource) close() {}

func (s *indexSource) fill(b *block) error {
	b.count = 0
	// The steps are bounded as well, so that a large and empty map can be left in the middle.
	for steps := 0; b.count < b.room && steps < 4096; steps++ {
		if s.next >= s.m.MaxEntries {
			return io.EOF
		}
		key := b.key(s.m, b.count)
		binary.NativeEndian.PutUint32(key, s.next)
		s.next++
		switch err := kernel.Lookup(s.m.fd, key, b.value(s.m, b.count)); err {
		case nil:
			b.count++
		case unix.ENOENT:
		default:
			return err
		}
	}
	return nil
}

// peekSource shows the one next value of a queue or stack, and does not take it.
type peekSource struct{ m *Map }

func (s *peekSource) method() string { return "peek" }

func (s *peekSource) close() {}

func (s *peekSource) fill(b *block) error {
	switch err := kernel.Lookup(s.m.fd, nil, b.value(s.m, 0)); err {
	case nil:
		b.count = 1
		return io.EOF
	case unix.ENOENT:
		b.count = 0
		return io.EOF
	default:
		return err
	}
}
