package session

import (
	"context"
	"os"
	"strings"

	"github.com/creachadair/jrpc2"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/candidates"
	"github.com/ebpf-workbench/agent/probe"
	"github.com/ebpf-workbench/agent/rpc"
)

func (s *Session) hello(context.Context, rpc.Empty) (*rpc.AgentHello, error) {
	var name unix.Utsname
	if err := unix.Uname(&name); err != nil {
		return nil, err
	}
	return &rpc.AgentHello{
		Version: s.version, Protocol: rpc.ProtocolVersion,
		KernelRelease: unix.ByteSliceToString(name.Release[:]),
		Machine:       unix.ByteSliceToString(name.Machine[:]),
		Hostname:      unix.ByteSliceToString(name.Nodename[:]),
		UID:           os.Getuid(), PID: os.Getpid(),
	}, nil
}

func (s *Session) alive(context.Context, rpc.Empty) error {
	s.heard()
	return nil
}

func (s *Session) probe(context.Context, rpc.Empty) (*rpc.AgentProbe, error) {
	return &rpc.AgentProbe{Features: probe.All(s.tracefs)}, nil
}

func (s *Session) candidates(_ context.Context, params rpc.CandidatesParams) ([]rpc.Candidate, error) {
	var names []string
	var err error
	switch params.Kind {
	case "interface":
		rows, err := candidates.Interfaces()
		if err == nil && params.Limit > 0 && len(rows) > params.Limit {
			rows = rows[:params.Limit]
		}
		return rows, err
	case "tracepoint":
		fs, openErr := s.tracefs()
		if openErr != nil {
			return nil, openErr
		}
		names, err = candidates.Tracepoints(fs)
	case "kprobe":
		// Without tracefs the list comes from elsewhere.
		fs, _ := s.tracefs()
		names, err = candidates.ProbedFunctions(fs)
	case "fentry":
		names, err = candidates.TypedFunctions()
	default:
		return nil, jrpc2.Errorf(jrpc2.InvalidParams, "there are no candidates of kind %q", params.Kind)
	}
	if err != nil {
		return nil, err
	}
	rows := []rpc.Candidate{}
	for _, name := range names {
		if params.Limit > 0 && len(rows) == params.Limit {
			break
		}
		if strings.Contains(name, params.Contains) {
			rows = append(rows, rpc.Candidate{Name: name})
		}
	}
	return rows, nil
}
