package maps

import (
	"encoding/binary"
	"io"
	"os"
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/unix"
)

// arrayBytes is the length of the memory of an array, whose values begin at multiples of eight.
func (m *Map) arrayBytes() int { return align(int(m.ValueSize)) * int(m.MaxEntries) }

// memory maps a part of an array that was made with BPF_F_MMAPABLE (Linux 5.5). begin is at the start of a page.
func (m *Map) memory(protection, begin, length int) ([]byte, error) {
	page := os.Getpagesize()
	return unix.Mmap(m.fd, int64(begin), (length+page-1)&^(page-1), protection, unix.MAP_SHARED)
}

// memorySource copies the values of an array from its memory.
type memorySource struct {
	m      *Map
	memory []byte
	next   int
}

func (s *memorySource) method() string { return "array" }

func (s *memorySource) close() { _ = unix.Munmap(s.memory) }

func (s *memorySource) fill(b *block) error {
	size, stride := s.m.valueBytes, align(s.m.valueBytes)
	b.count = min(b.room, int(s.m.MaxEntries)-s.next)
	for at := range b.count {
		binary.NativeEndian.PutUint32(b.keys[4*at:], uint32(s.next+at))
	}
	from := s.memory[s.next*stride : (s.next+b.count)*stride]
	if size == stride {
		copy(b.values, from)
	} else {
		for at := range b.count {
			copy(b.value(s.m, at), from[at*stride:])
		}
	}
	s.next += b.count
	if s.next == int(s.m.MaxEntries) {
		return io.EOF
	}
	return nil
}

// patchMemory writes into a value of a memory-mapped array. Up to eight bytes that lie within an aligned word of their
// own size are written at once, as a program that reads a variable expects.
func (m *Map) patchMemory(index uint32, offset int, bytes []byte) error {
	place := align(int(m.ValueSize))*int(index) + offset
	begin := place &^ (os.Getpagesize() - 1)
	memory, err := m.memory(unix.PROT_READ|unix.PROT_WRITE, begin, place-begin+len(bytes))
	if err != nil {
		return err
	}
	defer unix.Munmap(memory)
	target := memory[place-begin:][:len(bytes)]
	switch {
	case len(bytes) == 8 && place%8 == 0:
		atomic.StoreUint64((*uint64)(unsafe.Pointer(&target[0])), binary.NativeEndian.Uint64(bytes))
	case len(bytes) == 4 && place%4 == 0:
		atomic.StoreUint32((*uint32)(unsafe.Pointer(&target[0])), binary.NativeEndian.Uint32(bytes))
	case len(bytes) == 2 && place%2 == 0:
		*(*uint16)(unsafe.Pointer(&target[0])) = binary.NativeEndian.Uint16(bytes)
	default:
		copy(target, bytes)
	}
	return nil
}
