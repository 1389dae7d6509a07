package rpc

import "github.com/ebpf-workbench/agent/errno"

// Refusal is an answer, not a breakdown: the thing was tried or looked at, and this is why it is not so.
// It travels inside a result, while a plain error becomes a JSON-RPC error.
type Refusal struct {
	Problem Problem
	Detail  string
	Errno   string
	// Needs is the kind of candidates to choose from, with NeedsTarget.
	Needs string
	// Of is what the candidates are part of: a binary's path.
	Of string
}

func (r *Refusal) Error() string { return r.Detail }

// Need builds a Refusal for what the section leaves open.
func Need(kind, detail string) *Refusal {
	return &Refusal{Problem: NeedsTarget, Detail: detail, Needs: kind}
}

// Refuse builds a Refusal whose errno is that of cause; cause may be nil.
func Refuse(problem Problem, cause error, detail string) *Refusal {
	return &Refusal{Problem: problem, Detail: detail, Errno: errno.Name(cause)}
}
