package session

import (
	"context"
	"slices"
	"strings"

	"github.com/creachadair/jrpc2"

	"github.com/ebpf-workbench/agent/candidates"
	"github.com/ebpf-workbench/agent/rpc"
)

// candidateList lists what can be chosen. `contains` and `limit` are seen to by those that filter makes; the others
// see to them themselves.
type candidateList func(*Session, rpc.CandidatesParams) ([]rpc.Candidate, error)

// candidateLists has a row for each CandidateKind that this agent can list.
var candidateLists = map[string]candidateList{
	"interface": func(_ *Session, params rpc.CandidatesParams) ([]rpc.Candidate, error) {
		rows, err := candidates.Interfaces()
		return atMost(rows, params.Limit), err
	},
	"tracepoint": namesOnly(func(s *Session) ([]string, error) {
		fs, err := s.tracefs()
		if err != nil {
			return nil, err
		}
		return candidates.Tracepoints(fs)
	}),
	"kprobe": namesOnly(func(s *Session) ([]string, error) {
		// Without tracefs the list comes from elsewhere.
		fs, _ := s.tracefs()
		return candidates.ProbedFunctions(fs)
	}),
	"fentry": namesOnly(func(*Session) ([]string, error) { return candidates.TypedFunctions() }),

	// The network's, cgroups' and sockets'.
	"cgroup":        filtered(func(*Session, rpc.CandidatesParams) ([]rpc.Candidate, error) { return candidates.Cgroups() }),
	"netfilterHook": filtered(func(*Session, rpc.CandidatesParams) ([]rpc.Candidate, error) { return candidates.NetfilterHooks(), nil }),
	"route":         filtered(func(*Session, rpc.CandidatesParams) ([]rpc.Candidate, error) { return candidates.Routes() }),
	"port":          filtered(func(*Session, rpc.CandidatesParams) ([]rpc.Candidate, error) { return candidates.Ports() }),
	"lirc":          filtered(func(*Session, rpc.CandidatesParams) ([]rpc.Candidate, error) { return candidates.Lirc() }),
	"map":           filtered((*Session).mapCandidates),

	// Those of tracing and the kernel.
	"binary":  filtered(func(*Session, rpc.CandidatesParams) ([]rpc.Candidate, error) { return candidates.Binaries(), nil }),
	"process": filtered(func(*Session, rpc.CandidatesParams) ([]rpc.Candidate, error) { return candidates.Processes(), nil }),
	"symbol": filtered(func(_ *Session, params rpc.CandidatesParams) ([]rpc.Candidate, error) {
		return candidates.Functions(params.Of)
	}),
	"usdt": filtered(func(_ *Session, params rpc.CandidatesParams) ([]rpc.Candidate, error) {
		return candidates.UserTracepoints(params.Of)
	}),
	"perfEvent": filtered(func(*Session, rpc.CandidatesParams) ([]rpc.Candidate, error) { return candidates.PerfEvents(), nil }),
	"program": filtered(func(_ *Session, params rpc.CandidatesParams) ([]rpc.Candidate, error) {
		return candidates.ReplaceablePrograms(params.Of)
	}),
}

func (s *Session) candidates(_ context.Context, params rpc.CandidatesParams) ([]rpc.Candidate, error) {
	list := candidateLists[params.Kind]
	if list == nil {
		return nil, jrpc2.Errorf(jrpc2.InvalidParams, "there are no candidates of kind %q", params.Kind)
	}
	return list(s, params)
}

// namesOnly makes a list of bare names one of candidates.
func namesOnly(list func(*Session) ([]string, error)) candidateList {
	return func(s *Session, params rpc.CandidatesParams) ([]rpc.Candidate, error) {
		names, err := list(s)
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
}

// filtered keeps the rows of a list whose names contain what is looked for, at most `limit` of them.
func filtered(list candidateList) candidateList {
	return func(s *Session, params rpc.CandidatesParams) ([]rpc.Candidate, error) {
		all, err := list(s, params)
		if err != nil {
			return nil, err
		}
		rows := []rpc.Candidate{}
		for _, row := range all {
			if strings.Contains(row.Name, params.Contains) {
				rows = append(rows, row)
			}
		}
		return atMost(rows, params.Limit), nil
	}
}

func atMost(rows []rpc.Candidate, limit int) []rpc.Candidate {
	if limit > 0 && len(rows) > limit {
		return rows[:limit]
	}
	return rows
}

// mapCandidates lists the maps of a collection, those of sockets first.
func (s *Session) mapCandidates(params rpc.CandidatesParams) ([]rpc.Candidate, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	held := s.collections[params.Collection]
	if held == nil {
		return nil, unknown("collection", params.Collection)
	}
	rows := []rpc.Candidate{}
	for name, m := range held.MapsByName() {
		rows = append(rows, rpc.Candidate{Name: name, Detail: m.Type().String()})
	}
	slices.SortFunc(rows, func(a, b rpc.Candidate) int {
		if ofSockets := strings.HasPrefix(b.Detail, "Sock"); ofSockets != strings.HasPrefix(a.Detail, "Sock") {
			if ofSockets {
				return 1
			}
			return -1
		}
		return strings.Compare(a.Name, b.Name)
	})
	return rows, nil
}
