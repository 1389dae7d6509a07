package session

import (
	"context"
	"fmt"
	"time"

	"github.com/creachadair/jrpc2"

	"github.com/ebpf-workbench/agent/attach"
	"github.com/ebpf-workbench/agent/load"
	"github.com/ebpf-workbench/agent/rpc"
)

// longestGuard is an hour: more is a mistake.
const longestGuard = 3600

type link struct {
	*attach.Attached
	collection int
	// guard detaches when its time is over; nil without one, and when it was confirmed.
	guard *time.Timer
}

// Close detaches.
func (l *link) Close() error {
	l.confirm()
	return l.Attached.Close()
}

func (l *link) confirm() {
	if l.guard != nil {
		l.guard.Stop()
		l.guard = nil
	}
}

func (s *Session) linkMethods() rpc.Methods {
	return rpc.Methods{
		"attach/confirm": rpc.Null(s.attachConfirm),
	}
}

// request is what attaching needs to know.
func (s *Session) request(params rpc.AttachParams, held *load.Collection, program *load.Program) attach.Request {
	return attach.Request{
		Name: params.Program, Program: program.Program, ID: program.ID, Section: program.Section,
		AttachType: program.AttachType, Target: params.Target, Guarded: params.Guard > 0,
		Collection: held, Tracefs: s.tracefs, Leftovers: &s.leftovers,
	}
}

// hold gives an attachment its number, and its guard where one was agreed to. mu is held.
func (s *Session) hold(attached *attach.Attached, params rpc.AttachParams) *rpc.AttachedLink {
	s.last++
	number := s.last
	attached.Link.Link, attached.Link.Guard = number, params.Guard
	held := &link{Attached: attached, collection: params.Collection}
	if params.Guard > 0 {
		held.guard = time.AfterFunc(time.Duration(params.Guard)*time.Second, func() { s.guardIsOver(number, params.Guard) })
		go s.excuseSilence(number)
	}
	s.links[number] = held
	if attached.Gone != nil {
		s.watchTargets()
	}
	return &attached.Link
}

func checkGuard(params rpc.AttachParams) error {
	if params.Guard < 0 || params.Guard > longestGuard {
		return jrpc2.Errorf(jrpc2.InvalidParams, "a guard of %d seconds; it is from 1 to %d", params.Guard, longestGuard)
	}
	return nil
}

// attachConfirm keeps a guarded attachment. One whose guard is over is not known any more.
func (s *Session) attachConfirm(_ context.Context, params rpc.DetachParams) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	held := s.links[params.Link]
	if held == nil {
		return unknown("link", params.Link)
	}
	held.confirm()
	return nil
}

func (s *Session) guardIsOver(number, seconds int) {
	s.mu.Lock()
	held := s.links[number]
	// A confirmation may have come while this waited for its turn.
	if held == nil || held.guard == nil {
		s.mu.Unlock()
		return
	}
	gone := s.drop(number, "notConfirmed", fmt.Sprintf("It was not confirmed within %d s.", seconds))
	s.mu.Unlock()
	s.tellDetached(gone)
}

// excuseSilence keeps the agent while a guard is open, although a program that cuts the connection silences the peer as
// well: with the agent, all that the person may want to see of the run would go.
func (s *Session) excuseSilence(number int) {
	for tick := time.Tick(time.Second); ; <-tick {
		s.mu.Lock()
		held := s.links[number]
		open := held != nil && held.guard != nil
		s.mu.Unlock()
		if s.spoke.Load() {
			s.heard()
		}
		if !open {
			return
		}
	}
}

// drop detaches a link by the agent's own decision. mu is held; the peer is told without it, as it may not read.
func (s *Session) drop(number int, reason, detail string) rpc.DetachedLink {
	held := s.links[number]
	delete(s.links, number)
	if err := held.Close(); err != nil {
		detail += " Detaching failed: " + err.Error()
	}
	return rpc.DetachedLink{Link: number, Program: held.Link.Program, Reason: reason, Detail: detail}
}

func (s *Session) tellDetached(gone ...rpc.DetachedLink) {
	for _, each := range gone {
		_ = s.wire.Notify("detached", each)
	}
}
