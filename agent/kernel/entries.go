package kernel

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

type entryAttr struct {
	fd         uint32
	key, value unsafe.Pointer
	flags      uint64
}

// first is where bytes begin; nil for none, as queues, stacks and bloom filters have no keys.
func first(bytes []byte) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(bytes)) }

func entry(command, fd int, key, value []byte, flags uint64) error {
	attr := entryAttr{uint32(fd), first(key), first(value), flags}
	_, err := call(command, unsafe.Pointer(&attr), unsafe.Sizeof(attr))
	return err
}

// The callers of these see to it that keys and values have the map's sizes: the kernel takes that many bytes.

// Lookup reads the value of a key into value; of a queue or stack the next one, without a key.
func Lookup(fd int, key, value []byte) error {
	return entry(unix.BPF_MAP_LOOKUP_ELEM, fd, key, value, 0)
}

// Update writes a value. flags are BPF_ANY, BPF_NOEXIST and BPF_EXIST.
func Update(fd int, key, value []byte, flags uint64) error {
	return entry(unix.BPF_MAP_UPDATE_ELEM, fd, key, value, flags)
}

// Delete removes an entry.
func Delete(fd int, key []byte) error { return entry(unix.BPF_MAP_DELETE_ELEM, fd, key, nil, 0) }

// Take reads a value and removes it; of a queue or stack the next one, without a key.
func Take(fd int, key, value []byte) error {
	return entry(unix.BPF_MAP_LOOKUP_AND_DELETE_ELEM, fd, key, value, 0)
}

// NextKey writes the key that follows key, or the first one when key is nil. A hash whose key is gone begins anew.
// ENOENT means that key was the last.
func NextKey(fd int, key, next []byte) error {
	return entry(unix.BPF_MAP_GET_NEXT_KEY, fd, key, next, 0)
}

// Batch is a walk through a map by BPF_MAP_LOOKUP_BATCH (Linux 5.6, for some types later).
type Batch struct {
	fd       int
	in, out  []byte
	underway bool
}

// NewBatch begins a walk. The place in the map is a bucket's number or a key, whichever the type uses.
func NewBatch(fd int, keySize uint32) *Batch {
	room := max(keySize, 4)
	return &Batch{fd: fd, in: make([]byte, room), out: make([]byte, room)}
}

// Read fills keys and values with up to count entries, and tells how many they are. ENOENT means that these were the
// last, ENOSPC that count is too small for what must be read at once; after it the same place is read again.
func (b *Batch) Read(keys, values []byte, count int) (int, error) {
	attr := struct {
		in, out, keys, values unsafe.Pointer
		count, fd             uint32
		entryFlags, flags     uint64
	}{out: first(b.out), keys: first(keys), values: first(values), count: uint32(count), fd: uint32(b.fd)}
	if b.underway {
		attr.in = first(b.in)
	}
	_, err := call(unix.BPF_MAP_LOOKUP_BATCH, unsafe.Pointer(&attr), unsafe.Sizeof(attr))
	switch err {
	case unix.EINTR:
		// Before 6.14 a key that goes between being found and being read ends the call. What came before it counts.
		if attr.count == 0 {
			return 0, nil
		}
		err = nil
		fallthrough
	case nil, unix.ENOENT:
		b.in, b.out, b.underway = b.out, b.in, true
		return int(attr.count), err
	default:
		return 0, err
	}
}
