package rpc

// These are the shapes of protocol/src/agentEvents.ts; the meaning of each field stands there.

type EventsStartParams struct {
	Map          uint32 `json:"map"`
	Reading      int    `json:"reading"`
	EvenIfShared bool   `json:"evenIfShared,omitempty"`
}

type EventsStart struct {
	Started bool    `json:"started"`
	Kind    string  `json:"kind,omitempty"`
	Problem string  `json:"problem,omitempty"`
	Detail  string  `json:"detail,omitempty"`
	Errno   string  `json:"errno,omitempty"`
	Owners  []Owner `json:"owners,omitempty"`
}

type EventBatch struct {
	Reading int    `json:"reading"`
	Batch   uint64 `json:"batch"`
	Count   int    `json:"count"`
	Lost    uint64 `json:"lost"`
	Records []byte `json:"records"`
}

type EventsEnded struct {
	Reading int    `json:"reading"`
	Detail  string `json:"detail"`
}

type StatsSource struct {
	Source string `json:"source"`
}

type StatsReading struct {
	At       int64          `json:"at"`
	Programs []ProgramStats `json:"programs"`
}

type ProgramStats struct {
	ID                   uint32 `json:"id"`
	Runs                 uint64 `json:"runs"`
	Nanoseconds          uint64 `json:"nanoseconds"`
	Missed               uint64 `json:"missed"`
	VerifiedInstructions uint32 `json:"verifiedInstructions"`
	JitedSize            uint32 `json:"jitedSize"`
	Memory               uint64 `json:"memory"`
}

// StatsReadParams names programs by their kernel ids.
type StatsReadParams struct {
	Programs []uint32 `json:"programs"`
}
