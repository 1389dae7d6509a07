package host

import (
	"encoding/hex"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/kernel"
	"github.com/ebpf-workbench/agent/pins"
	"github.com/ebpf-workbench/agent/rpc"
)

func (v *view) programs() ([]rpc.HostProgram, error) {
	ids, err := kernel.ProgramIDs()
	if err != nil {
		return nil, err
	}
	rows := make([]rpc.HostProgram, 0, len(ids))
	buffer := make([]byte, 0, 1024)
	for _, id := range ids {
		row, err := v.program(id, buffer)
		if isGone(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		rows = append(rows, *row)
	}
	return rows, nil
}

func (v *view) program(id uint32, buffer []byte) (*rpc.HostProgram, error) {
	fd, err := kernel.OpenProgram(id)
	if err != nil {
		return nil, err
	}
	defer unix.Close(fd)
	info, err := kernel.InfoOfProgram(fd)
	if err != nil {
		return nil, err
	}
	maps, err := kernel.ProgramMaps(fd, info)
	if err != nil {
		return nil, err
	}
	return &rpc.HostProgram{
		ID: id, Name: info.Name(), Type: kernel.ProgramTypeName(info.Type), Tag: hex.EncodeToString(info.Tag[:]),
		LoadedAt: int64(info.LoadedAt), LoadedTime: v.booted.UnixMilli() + int64(info.LoadedAt/1e6), UID: info.UID,
		Runs: info.Runs, Nanoseconds: info.Nanoseconds, VerifiedInstructions: info.VerifiedInstructions,
		JitedSize: info.JitedSize, Memory: memoryOf(fd, buffer), Maps: maps, BTF: info.BTF,
		Owners: v.owners.Program(id), Pins: pins.Paths(v.pins, "program", id), Ours: v.ours.Programs[id],
	}, nil
}

// memoryOf is what the kernel accounts for an object; 0 when it does not tell.
func memoryOf(fd int, buffer []byte) uint64 {
	info, err := kernel.ReadFdinfo(kernel.FdinfoPath(fd), buffer)
	if err != nil {
		return 0
	}
	bytes, _ := info.Number("memlock")
	return bytes
}
