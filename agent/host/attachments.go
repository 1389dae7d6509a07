package host

import (
	"github.com/ebpf-workbench/agent/rpc"
)

// attachments lists the links, and after them what is attached without one.
func (v *view) attachments(programs []rpc.HostProgram, maps []rpc.MapInfo) []rpc.HostAttachment {
	links := v.links()
	rows := make([]rpc.HostAttachment, 0, len(links))
	for _, row := range links {
		// The kernel does not tell a link's map from nothing, and old ones tell no perf event's name.
		if row.info.Type == structOpsLink {
			row.Target = nameOfMap(maps, row.info.Word(0), row.Target)
		}
		if row.Kind == "perfEvent" && row.Target == "" {
			row.Kind = kindByProgram(programs, row.info.Program, row.Kind)
		}
		rows = append(rows, row.HostAttachment)
	}
	rows = append(rows, v.xdp(links)...)
	rows = append(rows, v.filters()...)
	rows = append(rows, v.cgroupPrograms(programs, links)...)
	rows = append(rows, v.socketMaps(maps, links)...)
	return append(rows, v.flowDissector(links)...)
}

// bare is an attachment without a link: no process holds it, it stays until somebody takes it off.
func (v *view) bare(handle, kind string, program uint32) rpc.HostAttachment {
	return rpc.HostAttachment{
		Handle: handle, Kind: kind, Program: program, Owners: []rpc.Owner{}, Pins: []string{}, Ours: v.ours.Programs[program],
	}
}

func nameOfMap(maps []rpc.MapInfo, id uint32, otherwise string) string {
	for _, m := range maps {
		if m.ID == id {
			return m.Name
		}
	}
	return otherwise
}

// kindByProgram is what can be said of a perf event before Linux 6.6: what type of program runs on it.
func kindByProgram(programs []rpc.HostProgram, id uint32, otherwise string) string {
	for _, program := range programs {
		if program.ID == id && program.Type != "perf_event" {
			return program.Type
		}
	}
	return otherwise
}
