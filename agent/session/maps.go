package session

import (
	"context"
	"errors"

	"github.com/creachadair/jrpc2"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/kernel"
	"github.com/ebpf-workbench/agent/maps"
	"github.com/ebpf-workbench/agent/owners"
	"github.com/ebpf-workbench/agent/pins"
	"github.com/ebpf-workbench/agent/rpc"
	"github.com/ebpf-workbench/agent/symbols"
)

func (s *Session) mapMethods() rpc.Methods {
	return rpc.Methods{
		"map/info":        rpc.Method(s.mapInfo),
		"map/read":        rpc.Method(s.mapRead),
		"map/stopReading": rpc.Null(s.mapStopReading),
		"map/ack":         rpc.Null(s.mapAck),
		"map/lookup": rpc.Method(func(_ context.Context, params rpc.MapKey) (*rpc.MapValue, error) {
			return maps.Lookup(params)
		}),
		"map/update":     changing(maps.Update),
		"map/delete":     changing(maps.Delete),
		"map/patch":      changing(maps.Patch),
		"btf/get":        rpc.Method(btfGet),
		"symbols/kernel": rpc.Method(kernelSymbols),
	}
}

func changing[P any](change func(P) *rpc.MapChange) jrpc2.Handler {
	return rpc.Method(func(_ context.Context, params P) (*rpc.MapChange, error) { return change(params), nil })
}

func (s *Session) mapInfo(_ context.Context, params rpc.MapID) (*rpc.MapInfo, error) {
	around, err := s.surroundings()
	if err != nil {
		return nil, err
	}
	return maps.Look(params.Map, around)
}

// surroundings looks at all processes and all pins once.
func (s *Session) surroundings() (maps.Surroundings, error) {
	holders, err := owners.Scan()
	if err != nil {
		return maps.Surroundings{}, err
	}
	pinned, err := pins.Walk(pins.Root)
	return maps.Surroundings{Owners: holders, Pins: pinned, Ours: s.ownMaps()}, err
}

// ownMaps are the kernel ids of the maps of this session's collections.
func (s *Session) ownMaps() map[uint32]bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	own := make(map[uint32]bool)
	for _, held := range s.collections {
		for _, id := range held.MapIDs() {
			own[id] = true
		}
	}
	return own
}

func (s *Session) mapRead(ctx context.Context, params rpc.MapReadParams) (*rpc.MapReadResult, error) {
	result, err := s.readings.Read(ctx, params, rpc.NewEncoder(s.wire).Chunk)
	if err != nil {
		return nil, jrpc2.Errorf(jrpc2.InvalidParams, "%v", err)
	}
	return result, nil
}

func (s *Session) mapStopReading(_ context.Context, params rpc.Reading) error {
	s.readings.Stop(params.Reading)
	return nil
}

func (s *Session) mapAck(_ context.Context, params rpc.ReadingAck) error {
	s.readings.Ack(params.Reading, params.Batch)
	return nil
}

func btfGet(_ context.Context, params rpc.BTFID) (*rpc.BtfBlob, error) {
	found, err := kernel.ReadBTF(params.ID)
	if errors.Is(err, unix.ENOENT) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &rpc.BtfBlob{
		Name: found.Name, Kernel: found.IsBase(), Split: found.Kernel && !found.IsBase(), Bytes: found.Bytes,
	}, nil
}

func kernelSymbols(_ context.Context, params rpc.Addresses) ([]rpc.KernelSymbol, error) {
	return symbols.Of(params.Addresses)
}
