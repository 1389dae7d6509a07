package session

import (
	"context"

	"github.com/ebpf-workbench/agent/rpc"
	"github.com/ebpf-workbench/agent/trace"
)

// traceStart opens the trace source; when it is open already, it says which it is.
func (s *Session) traceStart(context.Context, rpc.Empty) (*rpc.TraceSource, error) {
	s.tracing.Lock()
	defer s.tracing.Unlock()
	open := s.trace.Load()
	if open == nil {
		fs, err := s.tracefs()
		if err != nil {
			return nil, err
		}
		open, err = trace.Start(fs, rpc.NewEncoder(s.wire).Lines, func(err error) {
			s.warn(rpc.Warning{Code: "traceEnded", Detail: err.Error()})
		})
		if err != nil {
			return nil, err
		}
		s.trace.Store(open)
	}
	source := open.Source
	return &source, nil
}

// traceStop answers after the last lines were sent.
func (s *Session) traceStop(context.Context, rpc.Empty) error {
	s.tracing.Lock()
	defer s.tracing.Unlock()
	open := s.trace.Load()
	if open == nil {
		return nil
	}
	defer s.trace.Store(nil)
	return open.Stop(stopPatience)
}

func (s *Session) traceAck(_ context.Context, params rpc.TraceAck) error {
	if open := s.trace.Load(); open != nil {
		open.Ack(params.Batch)
	}
	return nil
}
