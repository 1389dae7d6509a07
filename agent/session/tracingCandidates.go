package session

import (
	"github.com/ebpf-workbench/agent/candidates"
	"github.com/ebpf-workbench/agent/rpc"
)

// The tracing and kernel kinds. candidateLists refers to each.
var (
	binaryCandidates = filtered(func(*Session, rpc.CandidatesParams) ([]rpc.Candidate, error) { return candidates.Binaries(), nil })
	symbolCandidates = filtered(func(_ *Session, params rpc.CandidatesParams) ([]rpc.Candidate, error) {
		return candidates.Functions(params.Of)
	})
	usdtCandidates = filtered(func(_ *Session, params rpc.CandidatesParams) ([]rpc.Candidate, error) {
		return candidates.UserTracepoints(params.Of)
	})
	processCandidates = filtered(func(*Session, rpc.CandidatesParams) ([]rpc.Candidate, error) { return candidates.Processes(), nil })
	perfCandidates    = filtered(func(*Session, rpc.CandidatesParams) ([]rpc.Candidate, error) { return candidates.PerfEvents(), nil })
	programCandidates = filtered(func(_ *Session, params rpc.CandidatesParams) ([]rpc.Candidate, error) {
		return candidates.ReplaceablePrograms(params.Of)
	})
)
