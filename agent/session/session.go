// Package session is what one agent holds for its peer: collections, links and the trace source, by the numbers
// that the peer knows them by. Its methods are the methods of the protocol.
package session

import (
	"context"
	stdmaps "maps"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ebpf-workbench/agent/events"
	"github.com/ebpf-workbench/agent/lifetime"
	"github.com/ebpf-workbench/agent/load"
	"github.com/ebpf-workbench/agent/maps"
	"github.com/ebpf-workbench/agent/rpc"
	"github.com/ebpf-workbench/agent/stats"
	"github.com/ebpf-workbench/agent/trace"
	"github.com/ebpf-workbench/agent/tracefs"
)

// Session is safe for concurrent use.
type Session struct {
	version string
	wire    *rpc.Wire
	tracefs func() (*tracefs.Dir, error)
	heard   func()
	// spoke tells that the peer says that it is there, so that its silence is noticed.
	spoke atomic.Bool

	mu          sync.Mutex
	last        int
	collections map[int]*load.Collection
	links       map[int]*link
	// leftovers lists what would outlive the agent.
	leftovers lifetime.Book
	// watching tells that what links are on is looked after.
	watching bool

	events eventReadings

	// tracing orders starts and stops of the trace source; mu is not held while they work. Acknowledgements do not
	// take it, because a stop waits for them.
	tracing sync.Mutex
	trace   atomic.Pointer[trace.Session]

	readings maps.Readings
	stats    stats.Switch
}

// New makes a session that speaks to wire, and calls heard whenever the peer says that it is still there.
func New(version string, wire *rpc.Wire, heard func()) *Session {
	return &Session{
		version: version, wire: wire, heard: heard,
		// Opened when first needed and kept, as a private mount is expensive and must stay.
		tracefs:     sync.OnceValues(tracefs.Open),
		collections: make(map[int]*load.Collection),
		links:       make(map[int]*link),
		events:      eventReadings{open: make(map[int]*events.Reading)},
	}
}

// Methods is the protocol's table.
func (s *Session) Methods() rpc.Methods {
	all := rpc.Methods{
		"hello":       rpc.Method(s.hello),
		"alive":       rpc.Null(s.alive),
		"probe":       rpc.Method(s.probe),
		"load":        rpc.Method(s.load),
		"unload":      rpc.Null(s.unload),
		"attach":      rpc.Method(s.attach),
		"detach":      rpc.Null(s.detach),
		"candidates":  rpc.Method(s.candidates),
		"trace/start": rpc.Method(s.traceStart),
		"trace/stop":  rpc.Null(s.traceStop),
		"trace/ack":   rpc.Null(s.traceAck),
		"reset":       rpc.Null(s.reset),
	}
	for _, more := range []rpc.Methods{
		s.linkMethods(), s.mapMethods(), s.eventMethods(), s.statsMethods(), s.hostMethods(), s.leftMethods(),
		s.iterMethods(),
	} {
		stdmaps.Copy(all, more)
	}
	return all
}

// Close lets go of everything. It does not wait for a peer that no longer reads.
func (s *Session) Close() {
	s.letGo()
	s.tracing.Lock()
	defer s.tracing.Unlock()
	if open := s.trace.Swap(nil); open != nil {
		_ = open.Stop(0)
	}
}

// reset makes the agent as good as new, for the next run of its peer.
func (s *Session) reset(ctx context.Context, none rpc.Empty) error {
	s.letGo()
	return s.traceStop(ctx, none)
}

func (s *Session) letGo() {
	s.readings.StopAll()
	s.stats.Off()
	s.stopReadings(func(*events.Reading) bool { return true })
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, held := range s.links {
		_ = held.Close()
	}
	for _, held := range s.collections {
		held.Close()
	}
	clear(s.links)
	clear(s.collections)
}

func (s *Session) warn(warning rpc.Warning) { _ = s.wire.Notify("warning", warning) }

// stopPatience is how long the last lines may take to reach a consumer that is still there.
const stopPatience = time.Second
