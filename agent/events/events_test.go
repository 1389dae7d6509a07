package events

import (
	"encoding/binary"
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cilium/ebpf"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/rpc"
)

type record struct {
	cpu  int32
	at   uint64
	data string
}

// consumer keeps what it is sent, and acknowledges it when told to.
type consumer struct {
	t       *testing.T
	mu      sync.Mutex
	reading *Reading
	acks    bool
	batches int
	lost    uint64
	records []record
	ended   error
}

func (c *consumer) take(number uint64, count int, lost uint64, bytes []byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.batches++
	if int(number) != c.batches {
		c.t.Errorf("batch %d comes as the %dth", number, c.batches)
	}
	c.lost += lost
	before := len(c.records)
	for len(bytes) > 0 {
		length := binary.LittleEndian.Uint32(bytes)
		c.records = append(c.records, record{
			cpu: int32(binary.LittleEndian.Uint32(bytes[4:])), at: binary.LittleEndian.Uint64(bytes[8:]),
			data: string(bytes[16 : 16+length]),
		})
		bytes = bytes[16+length:]
	}
	if len(c.records)-before != count {
		c.t.Errorf("batch %d has %d records and says %d", number, len(c.records)-before, count)
	}
	if c.acks && c.reading != nil {
		c.reading.Ack(number)
	}
	return nil
}

func (c *consumer) setAcks(acks bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.acks = acks
	if acks && c.reading != nil {
		c.reading.Ack(uint64(c.batches))
	}
}

func (c *consumer) seen() (batches int, records []record, lost uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.batches, c.records[:len(c.records):len(c.records)], c.lost
}

// fixture is the loaded object records.bpf.c.
type fixture struct {
	t *testing.T
	*ebpf.Collection
}

func load(t *testing.T) fixture {
	t.Helper()
	kerneltest.NeedsRoot(t)
	collection, err := ebpf.LoadCollection(kerneltest.Compile(t, "records"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(collection.Close)
	return fixture{t, collection}
}

func (f fixture) id(name string) uint32 {
	f.t.Helper()
	info, err := f.Maps[name].Info()
	if err != nil {
		f.t.Fatal(err)
	}
	id, _ := info.ID()
	return uint32(id)
}

// run makes a program send so many records, numbered from first.
func (f fixture) run(program string, count, first int) {
	f.t.Helper()
	if err := kerneltest.Emit(f.Programs[program], count, first); err != nil {
		f.t.Fatal(err)
	}
}

func (f fixture) dropped() uint64 {
	f.t.Helper()
	var dropped uint64
	if err := f.Variables["dropped"].Get(&dropped); err != nil {
		f.t.Fatal(err)
	}
	return dropped
}

// read starts a reading that must start.
func (f fixture) read(name string, acks bool) *consumer {
	f.t.Helper()
	c := &consumer{t: f.t, acks: acks}
	c.mu.Lock()
	defer c.mu.Unlock()
	reading, answer := Start(Options{Map: f.id(name), Send: c.take, Ended: func(err error) { c.t.Error(err) }})
	if reading == nil {
		f.t.Fatalf("%+v", answer)
	}
	c.reading = reading
	f.t.Cleanup(func() { reading.Stop(0) })
	return c
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("not within 20 s: " + what)
		}
	}
}

func number(r record) int { return int(binary.NativeEndian.Uint64([]byte(r.data))) }

// checkOrder wants records of 32 bytes numbered from 0.
func checkOrder(t *testing.T, records []record, count int) {
	t.Helper()
	if len(records) != count {
		t.Fatalf("%d records of %d", len(records), count)
	}
	for i, r := range records {
		if number(r) != i || len(r.data) < 32 || i > 0 && r.at < records[i-1].at {
			t.Fatalf("record %d is %d, %d bytes, %d ns", i, number(r), len(r.data), r.at)
		}
	}
}

func TestRingBuffer(t *testing.T) {
	f := load(t)
	before := newClock().now()
	c := f.read("ring", true)
	if c.reading.Kind != "ringbuf" {
		t.Error(c.reading.Kind)
	}
	f.run("ring_flood", 1, 0)
	eventually(t, "the first record", func() bool { _, records, _ := c.seen(); return len(records) == 1 })
	f.run("ring_flood", 99_999, 1)
	eventually(t, "all records", func() bool { _, records, _ := c.seen(); return len(records) == 100_000 })
	batches, records, lost := c.seen()
	checkOrder(t, records, 100_000)
	after := newClock().now()
	if first := records[0]; lost != 0 || first.cpu != -1 || first.at < before || records[99_999].at > after || len(first.data) != 32 {
		t.Errorf("lost %d, first %+v, between %d and %d", lost, first, before, after)
	}
	if least := 100_000 * 48 / fullBatch; batches < least || batches > 3*least {
		t.Errorf("%d batches", batches)
	}
}

func TestDiscardedAndQuietRecords(t *testing.T) {
	f := load(t)
	c := f.read("small", true)
	for i := range 8 {
		f.run("quiet", 100, 100*i)
		eventually(t, "half of them", func() bool { _, records, _ := c.seen(); return len(records) == 50*(i+1) })
	}
	_, records, _ := c.seen()
	for i, r := range records {
		if len(r.data) != 5 || r.data[4] != '!' || binary.NativeEndian.Uint32([]byte(r.data)) != uint32(2*i) {
			t.Fatalf("record %d is %q", i, r.data)
		}
	}
}

func TestWithoutAcknowledgementsTheBufferFills(t *testing.T) {
	f := load(t)
	c := f.read("ring", false)
	const count = 300_000
	for first := 0; first < count; first += 10_000 {
		f.run("ring_flood", 10_000, first)
		time.Sleep(time.Millisecond)
	}
	eventually(t, "the window is full", func() bool { batches, _, _ := c.seen(); return batches == window })
	time.Sleep(2 * oldBatch)
	if batches, _, _ := c.seen(); batches != window {
		t.Fatalf("%d batches without an acknowledgement", batches)
	}
	dropped := f.dropped()
	if dropped == 0 {
		t.Error("the program lost nothing")
	}
	c.reading.Ack(1 << 40) // More than was sent.
	c.setAcks(true)
	eventually(t, "the rest", func() bool { _, records, _ := c.seen(); return len(records) == count-int(dropped) })
}

func TestStopDeliversWhatIsThere(t *testing.T) {
	f := load(t)
	for _, name := range []string{"ring", "perf"} {
		c := f.read(name, true)
		f.run(name+"_flood", 1000, 0)
		c.reading.Stop(time.Second)
		_, records, _ := c.seen()
		checkOrder(t, records, 1000)
	}
}

// TestStopDoesNotWait for a consumer that acknowledges nothing.
func TestStopDoesNotWait(t *testing.T) {
	f := load(t)
	c := f.read("ring", false)
	f.run("ring_flood", 100_000, 0)
	eventually(t, "the window is full", func() bool { batches, _, _ := c.seen(); return batches == window })
	since := time.Now()
	c.reading.Stop(50 * time.Millisecond)
	if took := time.Since(since); took > time.Second {
		t.Errorf("stopping took %v", took)
	}
}

func TestPerfEventArray(t *testing.T) {
	f := load(t)
	c := f.read("perf", true)
	if c.reading.Kind != "perf" {
		t.Error(c.reading.Kind)
	}
	f.run("perf_flood", 1, 0)
	eventually(t, "the first record", func() bool { _, records, _ := c.seen(); return len(records) == 1 })
	const count = 100_000
	for first := 1; first < count; first += 1000 {
		f.run("perf_flood", min(1000, count-first), first)
		eventually(t, "all so far", func() bool {
			_, records, lost := c.seen()
			return len(records)+int(lost) == min(first+1000, count)
		})
	}
	_, records, lost := c.seen()
	checkOrder(t, records, count)
	// The kernel rounds the length up, and does not tell the true one.
	if first := records[0]; lost != 0 || first.cpu != 0 || len(first.data) != 36 {
		t.Errorf("lost %d, first %+v", lost, first)
	}
}

func TestPerfEventArrayCountsWhatIsLost(t *testing.T) {
	f := load(t)
	c := f.read("perf", false)
	const count = 300_000
	for first := 0; first < count; first += 3000 {
		f.run("perf_flood", 3000, first)
		time.Sleep(time.Millisecond)
	}
	c.setAcks(true)
	// The kernel writes the number of lost ones down when the next one finds room.
	eventually(t, "room", func() bool {
		f.run("perf_flood", 1, count)
		_, records, _ := c.seen()
		return len(records) > 0 && number(records[len(records)-1]) == count
	})
	_, records, lost := c.seen()
	last := 0
	for _, r := range records {
		if number(r) < count {
			last++
		}
	}
	if lost == 0 || last+int(lost) < count {
		t.Errorf("%d records and %d lost, of %d", last, lost, count)
	}
}

func TestWhatCannotBeRead(t *testing.T) {
	f := load(t)
	for name, words := range map[string]string{"user": "the program reads them", ".bss": "entries, not records"} {
		reading, answer := Start(Options{Map: f.id(name)})
		if reading != nil || answer.Problem != "notReadable" || !strings.Contains(answer.Detail, words) {
			t.Errorf("%s: %+v", name, answer)
		}
	}
	reading, answer := Start(Options{Map: 1<<31 - 1})
	if reading != nil || answer.Problem != "gone" || answer.Errno != "ENOENT" {
		t.Errorf("%+v", answer)
	}
	someone := []rpc.Owner{{PID: 7, Command: "reader"}}
	reading, answer = Start(Options{Map: f.id("ring"), Owners: func() ([]rpc.Owner, error) { return someone, nil }})
	if reading != nil || answer.Problem != "shared" || len(answer.Owners) != 1 || !strings.Contains(answer.Detail, "may be reading") {
		t.Errorf("%+v", answer)
	}
}

// TestTheMapGoesWithTheReading: nobody else keeps it.
func TestTheMapGoesWithTheReading(t *testing.T) {
	f := load(t)
	id := f.id("small")
	c := f.read("small", true)
	f.Close()
	if m, err := ebpf.NewMapFromID(ebpf.MapID(id)); err != nil {
		t.Error("the reading does not hold the map")
	} else {
		m.Close()
	}
	c.reading.Stop(time.Second)
	eventually(t, "the map is gone", func() bool {
		m, err := ebpf.NewMapFromID(ebpf.MapID(id))
		if err == nil {
			m.Close()
		}
		return errors.Is(err, os.ErrNotExist)
	})
}
