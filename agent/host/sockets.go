package host

import (
	"fmt"
	"os"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/kernel"
	"github.com/ebpf-workbench/agent/rpc"
)

// socketMapTypes are the attach types of programs that belong to a map of sockets.
var socketMapTypes = []uint32{4, 5, 7, 38}

// socketMaps lists the programs of sockmaps and sockhashes. Linux 5.17 lets them be asked.
func (v *view) socketMaps(maps []rpc.MapInfo, links []linkRow) []rpc.HostAttachment {
	type onMap struct{ id, attach uint32 }
	linked := make(map[onMap]bool)
	for _, row := range links {
		if row.info.Type == sockmapLink {
			linked[onMap{row.info.Word(0), row.info.Word(4)}] = true
		}
	}
	var rows []rpc.HostAttachment
	for _, m := range maps {
		if m.Type != "sockmap" && m.Type != "sockhash" {
			continue
		}
		fd, err := kernel.OpenMap(m.ID)
		if err != nil {
			continue
		}
		for _, attach := range socketMapTypes {
			for _, program := range queried(fd, attach) {
				if !linked[onMap{m.ID, attach}] {
					row := v.bare(fmt.Sprintf("map:%d:%d:%d", m.ID, attach, program), "sockmap", program)
					row.Target = fmt.Sprintf("map %d (%s) %s", m.ID, m.Name, attachName(attach))
					rows = append(rows, row)
				}
			}
		}
		unix.Close(fd)
	}
	return rows
}

// flowDissector is the one of this network namespace that was attached without a link.
func (v *view) flowDissector(links []linkRow) []rpc.HostAttachment {
	for _, row := range links {
		if row.info.Type == netnsLink && row.info.Word(4) == uint32(ebpf.AttachFlowDissector) {
			return nil
		}
	}
	namespace, err := os.Open("/proc/thread-self/ns/net")
	if err != nil {
		return nil
	}
	defer namespace.Close()
	var rows []rpc.HostAttachment
	for _, program := range queried(int(namespace.Fd()), uint32(ebpf.AttachFlowDissector)) {
		row := v.bare(fmt.Sprintf("netns:%d:%d", ebpf.AttachFlowDissector, program), "netns", program)
		row.Target = "this network namespace flow_dissector"
		rows = append(rows, row)
	}
	return rows
}

// queried asks for the programs of a hook; none when the kernel cannot tell.
func queried(target int, attach uint32) []uint32 {
	found, err := link.QueryPrograms(link.QueryOptions{Target: target, Attach: ebpf.AttachType(attach)})
	if err != nil {
		return nil
	}
	var ids []uint32
	for _, program := range found.Programs {
		ids = append(ids, uint32(program.ID))
	}
	return ids
}
