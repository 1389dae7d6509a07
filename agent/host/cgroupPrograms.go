package host

import (
	"fmt"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/rpc"
)

// mostCgroups bounds the search: each group costs a system call for each attach type.
const mostCgroups = 256

// cgroupTypes are the attach types of groups that BPF_PROG_QUERY answers to.
var cgroupTypes = []uint32{
	0, 1, 2, 3, 6, 8, 9, 10, 11, 12, 13, 14, 15, 18, 19, 20, 21, 22, 29, 30, 31, 32, 34, 49, 50, 51, 52, 53,
}

// onGroup is a program on a group; both kinds of attachment are seen so.
type onGroup struct {
	group            uint64
	attach, programs uint32
}

// cgroupPrograms lists what BPF_PROG_ATTACH put on the groups near the root. A query shows the programs of links too,
// so these are left out, as many times as there are links.
func (v *view) cgroupPrograms(links []linkRow) []rpc.HostAttachment {
	linked := make(map[onGroup]int)
	for _, row := range links {
		if row.info.Type == cgroupLink {
			linked[onGroup{row.info.Long(0), row.info.Word(8), row.info.Program}]++
		}
	}
	var rows []rpc.HostAttachment
	for _, path := range v.groups.top(mostCgroups) {
		folder, err := unix.Open(path, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
		if err != nil {
			continue
		}
		rows = append(rows, v.cgroupRows(folder, linked)...)
		unix.Close(folder)
	}
	return rows
}

func (v *view) cgroupRows(folder int, linked map[onGroup]int) []rpc.HostAttachment {
	var about unix.Stat_t
	if unix.Fstat(folder, &about) != nil {
		return nil
	}
	var rows []rpc.HostAttachment
	for _, attach := range cgroupTypes {
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
