// Package trace reads trace_pipe: from an instance that is this agent's own, so that no line is taken from
// another reader, or from the global one where the kernel allows no instance.
package trace

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"time"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/lifetime"
	"github.com/ebpf-workbench/agent/rpc"
	"github.com/ebpf-workbench/agent/tracefs"
)

// printkEvent is bpf_printk as an ordinary trace event, which it has been since Linux 5.9.
const printkEvent = "events/bpf_trace/bpf_trace_printk"

// Session is one open source of trace lines.
type Session struct {
	Source rpc.TraceSource

	fs       *tracefs.Dir
	instance string // "" when the global pipe is read
	guard    *lifetime.Guard
	reader   *reader
}

// Start opens the source and begins to read. Lines go to send; ended is called with the reason when the source
// ends by itself.
func Start(fs *tracefs.Dir, send Send, ended func(error)) (*Session, error) {
	fs.RemoveStale()
	session := &Session{fs: fs}
	reason := session.openInstance()
	session.Source = rpc.TraceSource{Source: "instance", Path: fs.Path("instances", session.instance)}
	if reason != nil {
		session.Source = rpc.TraceSource{Source: "global", Path: fs.Path(), Reason: reason.Error()}
		// Old kernels have no such event: there bpf_printk always reaches the global buffer.
		_ = write(fs.Path(printkEvent, "enable"), "1")
	}
	pipe, err := openPipe(session.Source.Path)
	if err != nil {
		session.removeInstance()
		return nil, fmt.Errorf("opening trace_pipe: %w", err)
	}
	session.reader, err = startReader(pipe, send, ended)
	if err != nil {
		unix.Close(pipe)
		session.removeInstance()
		return nil, err
	}
	return session, nil
}

// openInstance makes the private instance; the error says why there is none.
func (s *Session) openInstance() error {
	name, err := tracefs.OwnInstance()
	if err != nil {
		return err
	}
	if _, err := os.Stat(s.fs.Path(printkEvent)); err != nil {
		return fmt.Errorf("bpf_printk is not a trace event on this kernel (Linux 5.9 made it one): %w", err)
	}
	// The guard comes first, so that there is no moment in which an instance exists and nobody would remove it.
	s.guard, err = lifetime.StartGuard(s.fs, name)
	if err != nil {
		fmt.Fprintf(os.Stderr, "ebpf-agent: no guard for the trace instance: %v\n", err)
	}
	if err := s.fs.MakeInstance(name); err != nil {
		s.guard.Release()
		s.guard = nil
		return fmt.Errorf("making a private trace instance failed: %w", err)
	}
	s.instance = name
	if err := s.prepareInstance(); err != nil {
		s.removeInstance()
		return err
	}
	return nil
}

func (s *Session) prepareInstance() error {
	at := func(file string) string { return s.fs.Path("instances", s.instance, file) }
	// A convenience: with the kernel's own size, lines are lost sooner.
	_ = write(at("buffer_size_kb"), strconv.Itoa(bufferKB()))
	if err := write(at(printkEvent+"/enable"), "1"); err != nil {
		return fmt.Errorf("enabling bpf_printk's event in the private trace instance failed: %w", err)
	}
	return nil
}

// bufferKB is the ring's size for each CPU: 64 MB in all, but from 1 to 8 MB a CPU.
func bufferKB() int { return min(max(64*1024/runtime.NumCPU(), 1024), 8*1024) }

// Ack tells that the consumer is done with every batch up to this one.
func (s *Session) Ack(batch uint64) { s.reader.ack(batch) }

// Stop delivers what is in the ring still, as far as the consumer takes it within patience, and removes the
// instance.
func (s *Session) Stop(patience time.Duration) error {
	s.reader.stop(patience)
	return s.removeInstance()
}

func (s *Session) removeInstance() error {
	if s.instance == "" {
		return nil
	}
	err := s.fs.RemoveInstance(s.instance, time.Second)
	s.instance = ""
	s.guard.Release()
	return err
}

func openPipe(dir string) (int, error) {
	for {
		fd, err := unix.Open(dir+"/trace_pipe", unix.O_RDONLY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
		if !errors.Is(err, unix.EINTR) {
			return fd, err
		}
	}
}

func write(path, text string) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	return errors.Join(err, file.Close())
}
