package attach

import (
	"fmt"
	"strings"

	"github.com/ebpf-workbench/agent/rpc"
	"github.com/ebpf-workbench/agent/section"
)

// notByItself answers for programs that are loaded and have no hook of their own.
func notByItself(request Request, _ uint32) (*Attached, error) {
	if request.Section.Kind == section.TCAction {
		return nil, rpc.Refuse(rpc.NotYet, nil, fmt.Sprintf(
			"%s is loaded. A tc action hangs under a filter of tc and has no hook of its own, so this agent does not attach "+
				"it. SEC(\"tc\") does the same: its return value is filter and action in one.", request.Name))
	}
	kind := "devmap"
	if strings.HasSuffix(request.Section.Name, "cpumap") {
		kind = "cpumap"
	}
	return nil, rpc.Refuse(rpc.NotYet, nil, fmt.Sprintf(
		"%s is loaded and has no hook of its own: it runs for the packets that an XDP program redirects through a %s "+
			"whose entry names it (bpf_prog.fd in struct bpf_%s_val).", request.Name, kind, kind))
}
