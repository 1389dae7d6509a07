package host

import (
	"fmt"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/rpc"
)

// Each group costs a system call for each attach type, of a microsecond or two. Container hosts have thousands.
const (
	mostCgroups = 2000
	mostQueries = 20_000
)

// cgroupTypes are the attach types of groups that BPF_PROG_QUERY answers to, by the type of the programs there.
var cgroupTypes = map[string][]uint32{
	"cgroup_skb":       {0, 1},
	"cgroup_sock":      {2, 12, 13, 34},
	"sock_ops":         {3},
	"cgroup_device":    {6},
	"cgroup_sock_addr": {8, 9, 10, 11, 14, 15, 19, 20, 29, 30, 31, 32, 49, 50, 51, 52, 53},
	"cgroup_sysctl":    {18},
	"cgroup_sockopt":   {21, 22},
}

// attachTypesOf are those that a loaded program can be attached as: only these are asked for.
func attachTypesOf(programs []rpc.HostProgram) []uint32 {
	var types []uint32
	seen := make(map[string]bool)
	for _, program := range programs {
		if !seen[program.Type] {
			types = append(types, cgroupTypes[program.Type]...)
		}
		seen[program.Type] = true
	}
	return types
}

// onGroup is a program on a group; both kinds of attachment are seen so.
type onGroup struct {
	group            uint64
	attach, programs uint32
}

// cgroupPrograms lists what BPF_PROG_ATTACH put on the groups near the root. A query shows the programs of links too,
// so these are left out, as many times as there are links.
func (v *view) cgroupPrograms(programs []rpc.HostProgram, links []linkRow) []rpc.HostAttachment {
	linked := make(map[onGroup]int)
	for _, row := range links {
		if row.info.Type == cgroupLink {
			linked[onGroup{row.info.Long(0), row.info.Word(8), row.info.Program}]++
		}
	}
	types := attachTypesOf(programs)
	if len(types) == 0 {
		return nil
	}
	var rows []rpc.HostAttachment
	for _, path := range v.groups.top(min(mostCgroups, mostQueries/len(types))) {
		folder, err := unix.Open(path, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
		if err != nil {
			continue
		}
		rows = append(rows, v.cgroupRows(folder, types, linked)...)
		unix.Close(folder)
	}
	return rows
}

func (v *view) cgroupRows(folder int, types []uint32, linked map[onGroup]int) []rpc.HostAttachment {
	var about unix.Stat_t
	if unix.Fstat(folder, &about) != nil {
		return nil
	}
	var rows []rpc.HostAttachment
	for _, attach := range types {
		found, err := link.QueryPrograms(link.QueryOptions{Target: folder, Attach: ebpf.AttachType(attach)})
		if err != nil {
			continue // The kernel is older than the type.
		}
		for _, program := range found.Programs {
			key := onGroup{about.Ino, attach, uint32(program.ID)}
			if linked[key] > 0 {
				linked[key]--
				continue
			}
			row := v.bare(fmt.Sprintf("cgroup:%d:%d:%d", about.Ino, attach, program.ID), "cgroup", uint32(program.ID))
			row.Target = v.groups.path(about.Ino) + " " + attachName(attach)
			rows = append(rows, row)
		}
	}
	return rows
}
