package attach

import (
	"errors"
	"fmt"
	"strings"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/btf"
	"github.com/cilium/ebpf/link"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/kernel"
	"github.com/ebpf-workbench/agent/rpc"
	"github.com/ebpf-workbench/agent/section"
)

var tracingKinds = map[section.Kind]string{
	section.Fentry: "fentry", section.Fexit: "fexit", section.FmodRet: "fmodRet", section.Fsession: "fsession",
}

// tracing attaches `fentry/`, `fexit/`, `fmod_ret/` and `tp_btf/`, whose target the kernel knows since the load.
func tracing(request Request, id uint32) (*Attached, error) {
	attached, err := link.AttachTracing(link.TracingOptions{Program: request.Program})
	if errors.Is(err, ebpf.ErrNotSupported) {
		return nil, rpc.Refuse(rpc.Unsupported, err, fmt.Sprintf(
			"The kernel cannot attach %s: ENOTSUPP. On arm64 fentry and fexit need Linux 6.0; a function that is not "+
				"traceable (notrace, inlined) cannot be attached to.", request.Section.Name))
	}
	if errno.Is(err, unix.EBUSY) {
		return nil, rpc.Refuse(rpc.Busy, err, fmt.Sprintf(
			"%s is taken: a livepatch or too many programs are on the function (EBUSY).", request.Section.Target))
	}
	if err != nil {
		return nil, refuse(err, "Attaching "+request.Section.Name)
	}
	if request.Section.Kind == section.RawTracepointBTF {
		return proveRawTracepoint(attached, request.Section.Target, id)
	}
	return proveTracing(attached, request.Section, id)
}

// proveTracing compares the link's BTF id with the function's name. It owns attached.
func proveTracing(attached link.Link, where section.Section, id uint32) (*Attached, error) {
	info, err := attached.Info()
	if err != nil {
		return nil, notProved(attached, err, "Reading the link back: "+errno.Text(err))
	}
	if uint32(info.Program) != id {
		return nil, notProved(attached, nil, fmt.Sprintf("The link holds program %d, not %d.", info.Program, id))
	}
	meant := where.Target[strings.LastIndex(where.Target, ":")+1:]
	function := meant
	// Before 5.13 the kernel does not tell the target, and the ids are zero.
	if seen := info.Tracing(); seen != nil && seen.TargetBtfId != 0 {
		function, err = kernel.FunctionName(btf.ID(seen.TargetObjectId), btf.TypeID(seen.TargetBtfId))
		if err != nil {
			return nil, notProved(attached, err, "Reading the link's target: "+err.Error())
		}
	}
	if function != meant {
		return nil, notProved(attached, nil, fmt.Sprintf("The link is on %s, not on %s.", function, meant))
	}
	return &Attached{Closer: attached, Link: rpc.AttachedLink{
		Kind: tracingKinds[where.Kind], Target: function, Proof: "linkInfo", ID: uint32(info.ID),
	}}, nil
}
