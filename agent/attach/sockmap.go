package attach

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/candidates"
	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/rpc"
)

// sockmapHooks are the hooks of a map of sockets, as the option `hook` of a bare `sk_skb` names them.
var sockmapHooks = map[string]ebpf.AttachType{
	"stream_parser": ebpf.AttachSkSKBStreamParser, "stream_verdict": ebpf.AttachSkSKBStreamVerdict,
	"verdict": ebpf.AttachSkSKBVerdict,
}

// sockmap attaches sk_skb and sk_msg programs to a map of the same collection; they run for the sockets that are put
// into it. The attachment goes with the map, so nothing outlives the agent.
func sockmap(request Request, id uint32) (*Attached, error) {
	known := []string{}
	attach := request.AttachType
	if attach == ebpf.AttachNone {
		known, attach = append(known, "hook"), ebpf.AttachSkSKBStreamVerdict
	}
	name, options, err := parseOptions(request.Target, known...)
	if err != nil {
		return nil, err
	}
	if hook := options["hook"]; hook != "" {
		if attach = sockmapHooks[hook]; attach == ebpf.AttachNone {
			return nil, wrongOption(fmt.Sprintf(
				"The hook is stream_parser, stream_verdict or verdict, not %q.", hook), known)
		}
	}
	name, target, err := mapOfSockets(request, name)
	if err != nil {
		return nil, err
	}
	where := sockmapHook(target, request.Program, attach)
	if now := programsOn(target, attach); len(now) > 0 {
		return nil, rpc.Refuse(rpc.Busy, unix.EBUSY, fmt.Sprintf(
			"The map %s has program %d on this hook already, which another would replace.", name, now[0]))
	}
	if err := link.RawAttachProgram(where); err != nil {
		return nil, refuse(err, "Attaching to the map "+name)
	}
	// The map may be closed before the link is.
	held, err := target.Clone()
	if err != nil {
		return nil, refuse(errors.Join(err, link.RawDetachProgram(link.RawDetachProgramOptions(where))), "Holding the map "+name)
	}
	program, err := request.Program.Clone()
	if err != nil {
		held.Close()
		return nil, refuse(errors.Join(err, link.RawDetachProgram(link.RawDetachProgramOptions(where))), "Holding the program")
	}
	where = sockmapHook(held, program, attach)
	closer := inOrder(
		func() error { return link.RawDetachProgram(link.RawDetachProgramOptions(where)) }, program.Close, held.Close,
	)
	detail, err := proveSockmap(where, held, id)
	if err != nil {
		return nil, notProved(closer, err, fmt.Sprintf("Asking the map %s: %v", name, err))
	}
	return &Attached{Closer: closer, Link: rpc.AttachedLink{
		Kind: "sockmap", Target: name, Detail: detail, Proof: "query",
	}}, nil
}

func sockmapHook(target *ebpf.Map, program *ebpf.Program, attach ebpf.AttachType) link.RawAttachProgramOptions {
	return link.RawAttachProgramOptions{Target: target.FD(), Program: program, Attach: attach}
}

// proveSockmap asks the map. Where it does not answer (before Linux 5.18), the program is taken off and put on again:
// the kernel takes off a program only where it is.
func proveSockmap(where link.RawAttachProgramOptions, target *ebpf.Map, id uint32) (detail string, err error) {
	all, err := link.QueryPrograms(link.QueryOptions{Target: target.FD(), Attach: where.Attach})
	if err == nil {
		if len(all.Programs) != 1 || uint32(all.Programs[0].ID) != id {
			return "", fmt.Errorf("it shows %+v, not program %d", all.Programs, id)
		}
		return "", nil
	}
	if !errno.Is(err, unix.EINVAL, unix.EOPNOTSUPP) && !errors.Is(err, ebpf.ErrNotSupported) {
		return "", err
	}
	return provedByDetaching, takeOffAndPutOn(where)
}

func takeOffAndPutOn(where link.RawAttachProgramOptions) error {
	if err := link.RawDetachProgram(link.RawDetachProgramOptions(where)); err != nil {
		return err
	}
	return link.RawAttachProgram(where)
}

// provedByDetaching is the detail of a proof that took the program off once.
const provedByDetaching = "proved by taking it off and putting it on again, as this hook cannot be asked"

func programsOn(target *ebpf.Map, attach ebpf.AttachType) []ebpf.ProgramID {
	all, err := link.QueryPrograms(link.QueryOptions{Target: target.FD(), Attach: attach})
	if err != nil {
		return nil
	}
	ids := []ebpf.ProgramID{}
	for _, each := range all.Programs {
		ids = append(ids, each.ID)
	}
	return ids
}

// mapOfSockets finds the map by its name. When the collection has just one, it need not be named.
func mapOfSockets(request Request, name string) (string, *ebpf.Map, error) {
	maps := request.Collection.MapsByName()
	var names []string
	for each, m := range maps {
		if m.Type() == ebpf.SockMap || m.Type() == ebpf.SockHash {
			names = append(names, each)
		}
	}
	slices.Sort(names)
	switch {
	case len(names) == 0:
		return "", nil, rpc.Refuse(rpc.NoSuchTarget, nil, fmt.Sprintf(
			"%s runs for the sockets in a map of type BPF_MAP_TYPE_SOCKMAP or BPF_MAP_TYPE_SOCKHASH, and the object has none.",
			request.Name))
	case name == "" && len(names) == 1:
		return names[0], maps[names[0]], nil
	case name == "":
		return "", nil, rpc.Need("map", fmt.Sprintf(
			"%s runs for the sockets in a map; which of %s?", request.Name, strings.Join(names, ", ")))
	case !slices.Contains(names, name):
		return "", nil, rpc.Refuse(rpc.NoSuchTarget, nil, candidates.NotFound("map of sockets", name, names))
	}
	return name, maps[name], nil
}
