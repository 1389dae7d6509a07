package trace

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// consumer collects batches, and acknowledges them when told to.
type consumer struct {
	mu      sync.Mutex
	text    bytes.Buffer
	batches int
	t       *testing.T
}

func (c *consumer) take(batch uint64, text []byte, lines int) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.batches++
	if int(batch) != c.batches || bytes.Count(text, []byte{'\n'}) != lines || !bytes.HasSuffix(text, []byte{'\n'}) {
		c.t.Errorf("batch %d, the %dth, of %d lines ends in %q", batch, c.batches, lines, text[max(0, len(text)-20):])
	}
	c.text.Write(text)
	return nil
}

func (c *consumer) seen() (batches int, text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.batches, c.text.String()
}

// startOnPipe reads from an ordinary pipe, which unlike trace_pipe may be cut anywhere.
func startOnPipe(t *testing.T) (*reader, *consumer, func(string)) {
	t.Helper()
	var ends [2]int
	if err := unix.Pipe2(ends[:], unix.O_CLOEXEC); err != nil {
		t.Fatal(err)
	}
	if err := unix.SetNonblock(ends[0], true); err != nil {
		t.Fatal(err)
	}
	c := &consumer{t: t}
	r, err := startReader(ends[0], c.take, func(err error) { t.Error(err) })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		r.stop(0)
		unix.Close(ends[1])
	})
	return r, c, func(text string) {
		for text != "" {
			n, err := unix.Write(ends[1], []byte(text))
			if err != nil {
				t.Error(err)
				return
			}
			text = text[n:]
		}
	}
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("not within 10 s: " + what)
		}
	}
}

func TestLinesAreNeverCut(t *testing.T) {
	r, c, write := startOnPipe(t)
	var all strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&all, "line %d %s\n", i, strings.Repeat("x", i%300))
	}
	text := all.String()
	for i := 0; i < len(text); i += 777 {
		write(text[i:min(i+777, len(text))])
		batches, _ := c.seen()
		r.ack(uint64(batches))
	}
	eventually(t, "all lines have come", func() bool { _, got := c.seen(); return got == text })
	if batches, _ := c.seen(); batches > 300 {
		t.Errorf("%d batches for 3000 lines", batches)
	}
}

func TestFirstLineGoesAtOnceAndTheNextTogether(t *testing.T) {
	_, c, write := startOnPipe(t)
	write("first\n")
	eventually(t, "the first line has come", func() bool { batches, _ := c.seen(); return batches == 1 })
	for i := range 100 {
		write(fmt.Sprintf("%d\n", i))
	}
	eventually(t, "the others have come", func() bool { _, text := c.seen(); return strings.HasSuffix(text, "\n99\n") })
	if batches, _ := c.seen(); batches > 50 {
		t.Errorf("%d batches for 100 lines", batches)
	}
}

func TestWindow(t *testing.T) {
	r, c, write := startOnPipe(t)
	written := make(chan bool)
	go func() {
		write(strings.Repeat(strings.Repeat("x", 999)+"\n", 10_000))
		close(written)
	}()
	eventually(t, "the window is full", func() bool { batches, _ := c.seen(); return batches == window })
	time.Sleep(100 * time.Millisecond)
	if batches, _ := c.seen(); batches != window {
		t.Fatalf("%d batches without an acknowledgement", batches)
	}
	r.ack(1)
	r.ack(1)
	eventually(t, "one more has come", func() bool { batches, _ := c.seen(); return batches == window+1 })
	go func() {
		for range 1000 {
			batches, _ := c.seen()
			r.ack(uint64(batches))
			time.Sleep(time.Millisecond)
		}
	}()
	<-written
	r.stop(5 * time.Second)
	if _, text := c.seen(); len(text) != 10_000_000 {
		t.Errorf("%d bytes of 10000000 after the stop", len(text))
	}
	r.ack(1 << 40) // After the end, and of no harm.
}

func TestStopDoesNotWaitForAStuckConsumer(t *testing.T) {
	var ends [2]int
	if err := unix.Pipe2(ends[:], unix.O_CLOEXEC|unix.O_NONBLOCK); err != nil {
		t.Fatal(err)
	}
	defer unix.Close(ends[1])
	release, entered := make(chan bool), make(chan bool, 1)
	r, err := startReader(ends[0], func(uint64, []byte, int) error {
		entered <- true
		<-release
		return nil
	}, func(error) {})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = unix.Write(ends[1], []byte("line\n"))
	<-entered
	since := time.Now()
	r.stop(50 * time.Millisecond)
	if took := time.Since(since); took > 5*time.Second {
		t.Errorf("stopping took %v", took)
	}
	close(release)
	<-r.done
}
