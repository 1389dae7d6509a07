package rpc

// These are the shapes of protocol/src/agentHost.ts; the meaning of each field stands there.

type HostObjects struct {
	Programs    []HostProgram    `json:"programs"`
	Maps        []MapInfo        `json:"maps"`
	Attachments []HostAttachment `json:"attachments"`
	Pins        []HostPin        `json:"pins"`
	Left        []LeftRun        `json:"left"`
}

type HostProgram struct {
	ID                   uint32   `json:"id"`
	Name                 string   `json:"name"`
	Type                 string   `json:"type"`
	Tag                  string   `json:"tag"`
	LoadedAt             int64    `json:"loadedAt"`
	LoadedTime           int64    `json:"loadedTime"`
	UID                  uint32   `json:"uid"`
	Runs                 uint64   `json:"runs"`
	Nanoseconds          uint64   `json:"nanoseconds"`
	VerifiedInstructions uint32   `json:"verifiedInstructions"`
	JitedSize            uint32   `json:"jitedSize"`
	Memory               uint64   `json:"memory"`
	Maps                 []uint32 `json:"maps"`
	BTF                  uint32   `json:"btf"`
	Owners               []Owner  `json:"owners"`
	Pins                 []string `json:"pins"`
	Ours                 bool     `json:"ours"`
}

type HostAttachment struct {
	Handle  string   `json:"handle"`
	Kind    string   `json:"kind"`
	Program uint32   `json:"program"`
	Target  string   `json:"target"`
	Owners  []Owner  `json:"owners"`
	Pins    []string `json:"pins"`
	Ours    bool     `json:"ours"`
}

type HostPin struct {
	Path string `json:"path"`
	Kind string `json:"kind"`
	ID   uint32 `json:"id"`
}

type LeftRun struct {
	Name     string   `json:"name"`
	Path     string   `json:"path"`
	Since    int64    `json:"since"`
	Programs []uint32 `json:"programs"`
	Maps     []uint32 `json:"maps"`
	Links    []uint32 `json:"links"`
}

type HostChange struct {
	Done   bool   `json:"done"`
	Errno  string `json:"errno,omitempty"`
	Detail string `json:"detail,omitempty"`
}

type LeaveParams struct {
	Collection int    `json:"collection"`
	Name       string `json:"name"`
}

type LeaveResult struct {
	Done    bool      `json:"done"`
	Path    string    `json:"path,omitempty"`
	NotLeft []NotLeft `json:"notLeft,omitempty"`
	Errno   string    `json:"errno,omitempty"`
	Detail  string    `json:"detail,omitempty"`
}

type NotLeft struct {
	Program string `json:"program"`
	Detail  string `json:"detail"`
}

type ResumeResult struct {
	Collection int              `json:"collection"`
	Programs   []ResumedProgram `json:"programs"`
	Maps       []LoadedMap      `json:"maps"`
}

type ResumedProgram struct {
	Name   string `json:"name"`
	ID     uint32 `json:"id"`
	Type   string `json:"type"`
	Target string `json:"target"`
}

// Parameters that the protocol writes in place.

type AttachmentHandle struct {
	Handle string `json:"handle"`
}

type PinPath struct {
	Path string `json:"path"`
}

type LeftName struct {
	Name string `json:"name"`
}
