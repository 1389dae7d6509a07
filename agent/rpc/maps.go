package rpc

// These are the shapes of protocol/src/agentMaps.ts; the meaning of each field stands there.

type MapInfo struct {
	ID              uint32   `json:"id"`
	Name            string   `json:"name"`
	Type            string   `json:"type"`
	KeySize         uint32   `json:"keySize"`
	ValueSize       uint32   `json:"valueSize"`
	MaxEntries      uint32   `json:"maxEntries"`
	Flags           uint32   `json:"flags"`
	Slots           int      `json:"slots"`
	Frozen          bool     `json:"frozen"`
	Memory          uint64   `json:"memory"`
	BTF             uint32   `json:"btf"`
	KeyType         uint32   `json:"keyType"`
	ValueType       uint32   `json:"valueType"`
	KernelValueType uint32   `json:"kernelValueType"`
	Owners          []Owner  `json:"owners"`
	Pins            []string `json:"pins"`
	Ours            bool     `json:"ours"`
	InnerMap        uint32   `json:"innerMap,omitempty"`
}

type Owner struct {
	PID     int    `json:"pid"`
	Command string `json:"command"`
	UID     uint32 `json:"uid"`
}

type MapReadParams struct {
	Map     uint32 `json:"map"`
	Reading int    `json:"reading"`
	Chunk   int    `json:"chunk,omitempty"`
	Most    int    `json:"most,omitempty"`
}

type MapReadResult struct {
	Status  string `json:"status"`
	Entries int    `json:"entries"`
	Method  string `json:"method,omitempty"`
	Detail  string `json:"detail,omitempty"`
	Errno   string `json:"errno,omitempty"`
}

type MapChunk struct {
	Reading int    `json:"reading"`
	Batch   uint64 `json:"batch"`
	Count   int    `json:"count"`
	Keys    []byte `json:"keys"`
	Values  []byte `json:"values"`
}

type MapKey struct {
	Map uint32 `json:"map"`
	Key []byte `json:"key"`
}

type MapValue struct {
	Found bool   `json:"found"`
	Value []byte `json:"value,omitempty"`
}

type MapUpdateParams struct {
	Map   uint32 `json:"map"`
	Key   []byte `json:"key,omitempty"`
	Value []byte `json:"value"`
	Mode  string `json:"mode"`
}

type MapDeleteParams struct {
	Map uint32 `json:"map"`
	Key []byte `json:"key,omitempty"`
}

type MapPatchParams struct {
	Map    uint32 `json:"map"`
	Key    []byte `json:"key"`
	Offset uint64 `json:"offset"`
	Bytes  []byte `json:"bytes"`
}

type MapChange struct {
	Done   bool   `json:"done"`
	Value  []byte `json:"value,omitempty"`
	Errno  string `json:"errno,omitempty"`
	Detail string `json:"detail,omitempty"`
}

type BtfBlob struct {
	Name   string `json:"name"`
	Kernel bool   `json:"kernel"`
	Split  bool   `json:"split"`
	Bytes  []byte `json:"bytes"`
}

type KernelSymbol struct {
	Address string `json:"address"`
	Name    string `json:"name"`
	Offset  uint64 `json:"offset"`
	Module  string `json:"module,omitempty"`
}

// Parameters that the protocol writes in place.

type MapID struct {
	Map uint32 `json:"map"`
}

type Reading struct {
	Reading int `json:"reading"`
}

type ReadingAck struct {
	Reading int    `json:"reading"`
	Batch   uint64 `json:"batch"`
}

type BTFID struct {
	ID uint32 `json:"id"`
}

type Addresses struct {
	Addresses []string `json:"addresses"`
}
