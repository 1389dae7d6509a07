package session

import (
	"context"
	"errors"
	"fmt"

	"github.com/creachadair/jrpc2"

	"github.com/ebpf-workbench/agent/attach"
	"github.com/ebpf-workbench/agent/load"
	"github.com/ebpf-workbench/agent/rpc"
)

func (s *Session) load(_ context.Context, params rpc.LoadParams) (*rpc.LoadResult, error) {
	outcome, err := load.Load(params)
	if err != nil {
		return nil, err
	}
	for _, warning := range outcome.Warnings {
		s.warn(warning)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last++
	s.collections[s.last] = outcome.Collection
	return &rpc.LoadResult{Collection: s.last, Programs: outcome.Programs, Maps: outcome.Maps}, nil
}

func (s *Session) unload(_ context.Context, params rpc.UnloadParams) error {
	defer s.stopUnloaded(s.mapsOf(params.Collection))
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.collections[params.Collection] == nil {
		return unknown("collection", params.Collection)
	}
	return s.closeCollection(params.Collection)
}

func (s *Session) attach(_ context.Context, params rpc.AttachParams) (*rpc.AttachResult, error) {
	if err := checkGuard(params); err != nil {
		return nil, err
	}
	// Held throughout: a program must not be unloaded while it is being attached.
	s.mu.Lock()
	defer s.mu.Unlock()
	held := s.collections[params.Collection]
	if held == nil {
		return nil, unknown("collection", params.Collection)
	}
	program := held.Programs[params.Program]
	if where, deferred := held.Deferred(params.Program); deferred {
		program = &load.Program{Section: where}
	}
	if program == nil {
		return nil, jrpc2.Errorf(jrpc2.InvalidParams, "collection %d has no loaded program %q", params.Collection, params.Program)
	}
	attached, err := attach.Attach(s.request(params, held, program))
	var refusal *rpc.Refusal
	if errors.As(err, &refusal) {
		return &rpc.AttachResult{
			Problem: refusal.Problem, Detail: refusal.Detail, Errno: refusal.Errno, Needs: refusal.Needs, Of: refusal.Of,
		}, nil
	}
	if err != nil {
		return nil, err
	}
	return &rpc.AttachResult{Attached: true, Link: s.hold(attached, params)}, nil
}

func (s *Session) detach(_ context.Context, params rpc.DetachParams) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	held := s.links[params.Link]
	if held == nil {
		return unknown("link", params.Link)
	}
	delete(s.links, params.Link)
	return held.Close()
}

func unknown(what string, number int) error {
	return jrpc2.Errorf(jrpc2.InvalidParams, "%s", fmt.Sprintf("there is no %s %d", what, number))
}
