package events

import (
	"encoding/binary"
	"time"

	"golang.org/x/sys/unix"
)

// fullBatch is when a batch goes out however young it is. A record that does not fit any more makes it longer: a
// record is never cut.
const fullBatch = 256 << 10

// noCPU stands for a buffer that does not tell which CPU a record is from.
const noCPU = -1

// batch collects records in the layout of EventBatch.
type batch struct {
	bytes []byte
	count int
	lost  uint64
	// began is when the first of them was read.
	began time.Time
}

// add appends one record. The header is 16 bytes: length, CPU, and when it was read.
func (b *batch) add(cpu int32, at uint64, record []byte) {
	b.begin()
	b.bytes = binary.LittleEndian.AppendUint32(b.bytes, uint32(len(record)))
	b.bytes = binary.LittleEndian.AppendUint32(b.bytes, uint32(cpu))
	b.bytes = binary.LittleEndian.AppendUint64(b.bytes, at)
	b.bytes = append(b.bytes, record...)
	b.count++
}

// lose notes records that the kernel could not keep.
func (b *batch) lose(records uint64) {
	b.begin()
	b.lost += records
}

func (b *batch) begin() {
	if b.isEmpty() {
		b.began = time.Now()
	}
}

func (b *batch) isEmpty() bool { return b.count == 0 && b.lost == 0 }

func (b *batch) isFull() bool { return len(b.bytes) >= fullBatch }

func (b *batch) clear() { b.bytes, b.count, b.lost = b.bytes[:0], 0, 0 }

// clock tells CLOCK_MONOTONIC without a system call: Go's own monotonic time is the same clock, only shifted.
type clock struct {
	start time.Time
	base  uint64
}

func newClock() clock {
	var now unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_MONOTONIC, &now)
	return clock{start: time.Now(), base: uint64(now.Nano())}
}

func (c clock) now() uint64 { return c.base + uint64(time.Since(c.start)) }
