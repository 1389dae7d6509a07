package attach

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/rpc"
)

// netns attaches sk_lookup and flow_dissector programs to a network namespace: the agent's own, or the one that the
// option `netns` names, by path, by the name that `ip netns` gave it, or by the pid of a process in it.
func netns(request Request, id uint32) (*Attached, error) {
	name, options, err := parseOptions(request.Target, "netns")
	if err != nil {
		return nil, err
	}
	if name != "" {
		return nil, wrongOption(fmt.Sprintf(
			"%q is not an option, and a program of section %q has no other target than a network namespace.",
			name, request.Section.Name), []string{"netns"})
	}
	path, called := namespacePath(options["netns"])
	opened, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, rpc.Refuse(rpc.NoSuchTarget, err, fmt.Sprintf("There is no network namespace %s.", options["netns"]))
	}
	if err != nil {
		return nil, refuse(err, "Opening the network namespace "+path)
	}
	defer opened.Close()
	attached, err := link.AttachNetNs(int(opened.Fd()), request.Program)
	switch {
	case errors.Is(err, ebpf.ErrNotSupported):
		return nil, rpc.Refuse(rpc.Unsupported, err,
			"Links to network namespaces came with Linux 5.8; without them a program would outlive the run.")
	case errno.Is(err, unix.E2BIG, unix.EEXIST, unix.EBUSY) && isFlowDissector(request):
		return nil, rpc.Refuse(rpc.Busy, err, fmt.Sprintf(
			"There is one flow dissector in a network namespace, or one in the first namespace for all of them; another "+
				"is attached: %s.", errno.Name(err)))
	case err != nil:
		return nil, refuse(err, "Attaching to "+called)
	}
	info, err := attached.Info()
	if err != nil {
		return nil, notProved(attached, err, "Reading the link back: "+errno.Text(err))
	}
	seen := info.NetNs()
	if seen == nil || uint64(seen.NetnsInode) != inode(opened) || uint32(info.Program) != id {
		return nil, notProved(attached, nil, fmt.Sprintf(
			"The link read back is of program %d on %+v, not of program %d on the namespace %d.",
			info.Program, seen, id, inode(opened)))
	}
	return &Attached{Closer: attached, Link: rpc.AttachedLink{
		Kind: "netns", Target: called, Detail: fmt.Sprintf("net:[%d]", seen.NetnsInode),
		Proof: "linkInfo", ID: uint32(info.ID),
	}, Gone: func() string {
		now, err := attached.Info()
		if err != nil || now.NetNs() == nil || now.NetNs().NetnsInode != 0 {
			return ""
		}
		return "The network namespace is gone."
	}}, nil
}

func isFlowDissector(request Request) bool { return request.Program.Type() == ebpf.FlowDissector }

// namespacePath says where a namespace's file is, and what to call it.
func namespacePath(asked string) (path, called string) {
	switch {
	case asked == "":
		return ownNamespace, "the agent's network namespace"
	case strings.Trim(asked, "0123456789") == "":
		return filepath.Join("/proc", asked, "ns/net"), "network namespace of process " + asked
	case !strings.Contains(asked, "/"):
		return filepath.Join("/run/netns", asked), asked
	}
	return asked, asked
}
