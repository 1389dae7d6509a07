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
	if s.trace == nil {
		fs, err := s.tracefs()
		if err != nil {
			return nil, err
		}
		started, err := trace.Start(fs, rpc.NewEncoder(s.wire).Lines, func(err error) {
			s.warn(rpc.Warning{Code: "traceEnded", Detail: err.Error()})
		})
		if err != nil {
			return nil, err
		}
		s.trace = started
	}
	source := s.trace.Source
	return &source, nil
}

// traceStop answers after the last lines were sent.
func (s *Session) traceStop(context.Context, rpc.Empty) error {
	s.tracing.Lock()
	defer s.tracing.Unlock()
	if s.trace == nil {
		return nil
	}
	err := s.trace.Stop(stopPatience)
	s.trace = nil
	return err
}

func (s *Session) traceAck(_ context.Context, params rpc.TraceAck) error {
	s.tracing.Lock()
	defer s.tracing.Unlock()
	if s.trace != nil {
		s.trace.Ack(params.Batch)
	}
	return nil
}
