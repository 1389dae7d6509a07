package stats

import (
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/kernel"
	"github.com/ebpf-workbench/agent/rpc"
)

// Read asks for the counters of programs. Each is opened by its id anew, so that nothing is kept alive by being
// watched; those that are gone are left out.
func Read(programs []uint32) (*rpc.StatsReading, error) {
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &now); err != nil {
		return nil, err
	}
	reading := &rpc.StatsReading{At: now.Nano(), Programs: make([]rpc.ProgramStats, 0, len(programs))}
	for _, id := range programs {
		row, err := readOne(id)
		if err == unix.ENOENT {
			continue
		}
		if err != nil {
			return nil, err
		}
		reading.Programs = append(reading.Programs, row)
	}
	return reading, nil
}

func readOne(id uint32) (rpc.ProgramStats, error) {
	fd, err := kernel.OpenProgram(id)
	if err != nil {
		return rpc.ProgramStats{}, err
	}
	defer unix.Close(fd)
	info, err := kernel.InfoOfProgram(fd)
	if err != nil {
		return rpc.ProgramStats{}, err
	}
	row := rpc.ProgramStats{
		ID: id, Runs: info.Runs, Nanoseconds: info.Nanoseconds, Missed: info.Missed,
		VerifiedInstructions: info.VerifiedInstructions, JitedSize: info.JitedSize,
	}
	if about, err := kernel.FdinfoOf(fd); err == nil {
		row.Memory, _ = about.Number("memlock")
	}
	return row, nil
}
