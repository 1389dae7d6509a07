package maps

import (
	"encoding/binary"
	"fmt"

	"github.com/cilium/ebpf"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/kernel"
	"github.com/ebpf-workbench/agent/rpc"
)

// withObjects turns the id in a value into a file descriptor, where the kernel reads ids and writes file descriptors: in
// maps of maps, program arrays, and the program of a devmap's or cpumap's entry. done closes it after the update.
func (m *Map) withObjects(value []byte) (argument []byte, done func(), refused *rpc.MapChange) {
	nothing := func() {}
	var what string
	var open func(uint32) (int, error)
	place := 0
	switch m.kind {
	case ebpf.ArrayOfMaps, ebpf.HashOfMaps:
		what, open = "map", kernel.OpenMap
	case ebpf.ProgramArray:
		what, open = "program", kernel.OpenProgram
	case ebpf.DevMap, ebpf.DevMapHash, ebpf.CPUMap:
		// struct bpf_devmap_val and bpf_cpumap_val; 4 bytes are those of before programs.
		if len(value) != 8 || binary.NativeEndian.Uint32(value[4:]) == 0 {
			return value, nothing, nil
		}
		what, open, place = "program", kernel.OpenProgram, 4
	case ebpf.PerfEventArray, ebpf.XSKMap, ebpf.SockMap, ebpf.SockHash, ebpf.ReusePortSockArray, ebpf.CGroupArray:
		return nil, nothing, refuse(unix.EINVAL, fmt.Sprintf("The values of a map of the type %s are file descriptors of "+
			"the process that sets them: only the one that has the socket, event or group open can put it in.", m.TypeName()))
	default:
		return value, nothing, nil
	}
	id := binary.NativeEndian.Uint32(value[place:])
	fd, err := open(id)
	if err != nil {
		detail := fmt.Sprintf("The %s with the id %d cannot be opened: %s.", what, id, errno.Text(err))
		if err == unix.ENOENT {
			detail = fmt.Sprintf("There is no %s with the id %d.", what, id)
		}
		return nil, nothing, refuse(err, detail)
	}
	argument = append([]byte{}, value...)
	binary.NativeEndian.PutUint32(argument[place:], uint32(fd))
	return argument, func() { unix.Close(fd) }, nil
}
