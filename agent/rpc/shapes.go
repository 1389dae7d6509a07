// Package rpc is the agent's side of the wire: the shapes of protocol/src/agent.ts in Go, and the JSON-RPC
// server that carries them over stdin and stdout.
package rpc

// ProtocolVersion is raised whenever a shape changes in a way that an older peer would misread.
const ProtocolVersion = 2

// Empty are the parameters of a method that has none.
type Empty struct{}

type AgentHello struct {
	Version       string `json:"version"`
	Protocol      int    `json:"protocol"`
	KernelRelease string `json:"kernelRelease"`
	Machine       string `json:"machine"`
	Hostname      string `json:"hostname"`
	UID           int    `json:"uid"`
	PID           int    `json:"pid"`
}

// ProbeAnswer has three values, because "no" and "could not tell" are different answers.
type ProbeAnswer string

const (
	Yes     ProbeAnswer = "yes"
	No      ProbeAnswer = "no"
	Unknown ProbeAnswer = "unknown"
)

type AgentProbe struct {
	Features []ProbeFeature `json:"features"`
}

type ProbeFeature struct {
	Name   string      `json:"name"`
	Answer ProbeAnswer `json:"answer"`
	Reason string      `json:"reason,omitempty"`
}

type LoadParams struct {
	Path     string   `json:"path,omitempty"`
	Object   []byte   `json:"object,omitempty"`
	Programs []string `json:"programs,omitempty"`
	KeepLogs bool     `json:"keepLogs,omitempty"`
	// Globals are the bytes of global variables by C name.
	Globals map[string][]byte `json:"globals,omitempty"`
}

type LoadResult struct {
	Collection int             `json:"collection"`
	Programs   []LoadedProgram `json:"programs"`
	Maps       []LoadedMap     `json:"maps"`
}

// ProgramStatus tells a verdict of the verifier from every other failure.
type ProgramStatus string

const (
	StatusLoaded   ProgramStatus = "loaded"
	StatusRejected ProgramStatus = "rejected"
	StatusFailed   ProgramStatus = "failed"
)

type LoadedProgram struct {
	Name    string        `json:"name"`
	Section string        `json:"section"`
	Type    string        `json:"type"`
	Status  ProgramStatus `json:"status"`
	ID      uint32        `json:"id,omitempty"`
	Tag     string        `json:"tag,omitempty"`
	Log     string        `json:"log,omitempty"`
	Detail  string        `json:"detail,omitempty"`
	Problem Problem       `json:"problem,omitempty"`
	Errno   string        `json:"errno,omitempty"`
}

type LoadedMap struct {
	Name       string `json:"name"`
	ID         uint32 `json:"id"`
	Type       string `json:"type"`
	KeySize    uint32 `json:"keySize"`
	ValueSize  uint32 `json:"valueSize"`
	MaxEntries uint32 `json:"maxEntries"`
	Pinned     string `json:"pinned,omitempty"`
}

type UnloadParams struct {
	Collection int `json:"collection"`
}

type AttachParams struct {
	Collection int    `json:"collection"`
	Program    string `json:"program"`
	Target     string `json:"target,omitempty"`
	// Guard is in seconds.
	Guard int `json:"guard,omitempty"`
}

// Problem is the machine-readable reason why a program is not where it should be.
type Problem string

const (
	NotYet       Problem = "notYet"
	NeedsTarget  Problem = "needsTarget"
	NoSuchTarget Problem = "noSuchTarget"
	Unsupported  Problem = "unsupported"
	Permission   Problem = "permission"
	Busy         Problem = "busy"
	NotProved    Problem = "notProved"
	// OwnConnection is for an interface that carries the connection which the agent is spoken to over.
	OwnConnection Problem = "ownConnection"
	Other         Problem = "other"
)

// AttachResult is a union in TypeScript: Link when Attached, the other fields when not.
type AttachResult struct {
	Attached bool          `json:"attached"`
	Link     *AttachedLink `json:"link,omitempty"`
	Problem  Problem       `json:"problem,omitempty"`
	Detail   string        `json:"detail,omitempty"`
	Errno    string        `json:"errno,omitempty"`
	Needs    string        `json:"needs,omitempty"`
	Of       string        `json:"of,omitempty"`
}

type AttachedLink struct {
	Link       int    `json:"link"`
	Program    string `json:"program"`
	Section    string `json:"section"`
	Kind       string `json:"kind"`
	Target     string `json:"target"`
	Mode       string `json:"mode,omitempty"`
	ModeReason string `json:"modeReason,omitempty"`
	Detail     string `json:"detail,omitempty"`
	Guard      int    `json:"guard,omitempty"`
	Proof      string `json:"proof"`
	ID         uint32 `json:"id,omitempty"`
	ProgramID  uint32 `json:"programId"`
}

type DetachParams struct {
	Link int `json:"link"`
}

type CandidatesParams struct {
	Kind       string `json:"kind"`
	Of         string `json:"of,omitempty"`
	Collection int    `json:"collection,omitempty"`
	Contains   string `json:"contains,omitempty"`
	Limit      int    `json:"limit,omitempty"`
}

type Candidate struct {
	Name          string `json:"name"`
	Detail        string `json:"detail,omitempty"`
	OwnConnection bool   `json:"ownConnection,omitempty"`
}

type IterParams struct {
	Link int `json:"link"`
	Most int `json:"most,omitempty"`
}

type IterText struct {
	Text      string `json:"text"`
	Truncated bool   `json:"truncated"`
}

type DetachedLink struct {
	Link    int    `json:"link"`
	Program string `json:"program"`
	Reason  string `json:"reason"`
	Detail  string `json:"detail"`
}

type TraceSource struct {
	Source string `json:"source"`
	Path   string `json:"path"`
	Reason string `json:"reason,omitempty"`
}

// TraceBatch is documented here and written by hand in trace.go, where speed matters.
type TraceBatch struct {
	Batch uint64 `json:"batch"`
	Text  string `json:"text"`
	Lines int    `json:"lines"`
}

type TraceAck struct {
	Batch uint64 `json:"batch"`
}

type Warning struct {
	Code   string `json:"code"`
	Detail string `json:"detail"`
}
