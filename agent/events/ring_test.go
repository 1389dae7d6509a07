package events

import (
	"encoding/binary"
	"testing"
)

// TestReservedRecordIsNotRead fills memory as the kernel would, because no program can be made to wait there.
func TestReservedRecordIsNotRead(t *testing.T) {
	var consumed, produced uint64
	wakeup, err := newWakeup()
	if err != nil {
		t.Fatal(err)
	}
	r := &ring{fd: -1, wakeup: wakeup, records: make([]byte, 128), mask: 63, consumed: &consumed, produced: &produced}
	binary.NativeEndian.PutUint32(r.records[0:], 3)
	binary.NativeEndian.PutUint32(r.records[16:], 8|ringBusy)
	binary.NativeEndian.PutUint32(r.records[32:], 1)
	produced = 48
	var b batch
	for range 2 {
		if more, err := r.read(&b, 0); more || err != nil {
			t.Fatal(more, err)
		}
		if b.count != 1 || consumed != 16 {
			t.Errorf("%d records, consumed to %d", b.count, consumed)
		}
	}
	binary.NativeEndian.PutUint32(r.records[16:], 8|ringDiscard)
	if more, err := r.read(&b, 0); more || err != nil || b.count != 2 || consumed != 48 {
		t.Errorf("%v %v: %d records, consumed to %d", more, err, b.count, consumed)
	}
}
