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

	"github.com/ebpf-workbench/agent/candidates"
	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/rpc"
)

// cgroup attaches to a control group of version 2, and so to the processes in it and below it.
func cgroup(request Request, id uint32) (*Attached, error) {
	known := []string{}
	if request.Section.Name == "cgroup/skb" || request.Section.Name == "?cgroup/skb" {
		known = append(known, "direction")
	}
	target, options, err := parseOptions(request.Target, known...)
	if err != nil {
		return nil, err
	}
	attach, detail := request.AttachType, ""
	if len(known) > 0 {
		if detail, err = directionOf("", options, known); err != nil {
			return nil, err
		}
		if attach = ebpf.AttachCGroupInetIngress; detail == "egress" {
			attach = ebpf.AttachCGroupInetEgress
		}
	}
	group, path, err := findCgroup(request, target)
	if err != nil {
		return nil, err
	}
	if err := request.sparesOwnGroup(group); err != nil {
		return nil, err
	}
	opened, err := os.Open(path)
	if err != nil {
		return nil, refuse(err, "Opening the control group "+group)
	}
	defer opened.Close()
	attached, err := link.AttachCgroup(link.CgroupOptions{Path: path, Attach: attach, Program: request.Program})
	if err != nil {
		return nil, refuseCgroup(err, group)
	}
	info, err := attached.Info()
	if errors.Is(err, ebpf.ErrNotSupported) {
		_ = attached.Close()
		return nil, rpc.Refuse(rpc.Unsupported, err,
			"Links to control groups came with Linux 5.7; without them a program would outlive the run.")
	}
	if err != nil {
		return nil, notProved(attached, err, "Reading the link back: "+errno.Text(err))
	}
	seen := info.Cgroup()
	if seen == nil || seen.CgroupId != inode(opened) || uint32(seen.AttachType) != uint32(attach) || uint32(info.Program) != id {
		return nil, notProved(attached, nil, fmt.Sprintf(
			"The link read back is of program %d on %+v, not of program %d on %s (id %d).",
			info.Program, seen, id, group, inode(opened)))
	}
	return &Attached{Closer: attached, Link: rpc.AttachedLink{
		Kind: "cgroup", Target: group, Detail: detail, Proof: "linkInfo", ID: uint32(info.ID),
	}, Gone: func() string {
		// The kernel takes the link off only when the group's last socket is closed.
		now, err := attached.Info()
		isOff := err == nil && now.Cgroup() != nil && now.Cgroup().CgroupId == 0
		if _, err := os.Stat(path); !isOff && !errors.Is(err, os.ErrNotExist) {
			return ""
		}
		return fmt.Sprintf("The control group %s is gone.", group)
	}}, nil
}

// findCgroup returns a group's path below the hierarchy's root, and its directory. A target names either.
func findCgroup(request Request, target string) (group, path string, err error) {
	if target == "" {
		return "", "", rpc.Need("cgroup", fmt.Sprintf(
			"The program %s needs a control group; it runs for the processes in it and below it.", request.Name))
	}
	root, err := candidates.CgroupRoot()
	if err != nil {
		return "", "", rpc.Refuse(rpc.Unsupported, err, err.Error())
	}
	group = filepath.Clean("/" + target)
	if below, inside := strings.CutPrefix(group, root); inside && (below == "" || below[0] == '/') {
		group = filepath.Clean("/" + below)
	}
	path = filepath.Join(root, group)
	if stat, err := os.Stat(path); err != nil || !stat.IsDir() {
		names := []string{}
		known, _ := candidates.Cgroups()
		for _, each := range known {
			names = append(names, each.Name)
		}
		return "", "", rpc.Refuse(rpc.NoSuchTarget, unix.ENOENT, candidates.NotFound("control group", group, names))
	}
	return group, path, nil
}

// sparesOwnGroup refuses to put a program that can drop packets where those of this agent's SSH connection pass, unless
// the person agreed to a guard. What the other kinds refuse is new sockets and calls; the connection is there already.
func (r Request) sparesOwnGroup(group string) error {
	if r.Guarded || r.Program.Type() != ebpf.CGroupSKB {
		return nil
	}
	for _, own := range candidates.OwnCgroups() {
		if group == "/" || own == group || strings.HasPrefix(own, group+"/") {
			return rpc.Refuse(rpc.OwnConnection, nil, fmt.Sprintf(
				"The control group %s has the SSH connection to this machine, or the processes that serve it, in it (%s). A "+
					"mistake in %s can cut it; attach it with a guard, which detaches it again unless you confirm that the "+
					"connection still works.", group, own, r.Name))
		}
	}
	return nil
}

func refuseCgroup(err error, group string) error {
	if errno.Is(err, unix.EPERM) {
		return rpc.Refuse(rpc.Busy, err, fmt.Sprintf(
			"%s, or a group above or below it, has a program that allows no other beside it: EPERM.", group))
	}
	return refuse(err, "Attaching to the control group "+group)
}
