package host

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/kernel"
	"github.com/ebpf-workbench/agent/owners"
	"github.com/ebpf-workbench/agent/pins"
	"github.com/ebpf-workbench/agent/rpc"
)

// Detach takes an attachment off, by the handle that Objects gave it. The error is for a handle that is none.
func Detach(handle string) (*rpc.HostChange, error) {
	kind, rest, _ := strings.Cut(handle, ":")
	numbers, ok := parseNumbers(kind, strings.Split(rest, ":"))
	wanted := map[string]int{"link": 1, "xdp": 1, "tc": 4, "cgroup": 3, "map": 3, "netns": 2}
	if !ok || wanted[kind] != len(numbers) {
		return nil, fmt.Errorf("%q is not the handle of an attachment", handle)
	}
	switch kind {
	case "link":
		return detachLink(uint32(numbers[0])), nil
	case "xdp":
		return detachXDP(int(numbers[0])), nil
	case "tc":
		return detachFilter(int(numbers[0]), uint32(numbers[1]), uint16(numbers[2]), uint32(numbers[3])), nil
	case "cgroup":
		return detachFromGroup(numbers[0], uint32(numbers[1]), uint32(numbers[2])), nil
	case "map":
		return detachFromMap(uint32(numbers[0]), uint32(numbers[1]), uint32(numbers[2])), nil
	default:
		return detachFromNamespace(uint32(numbers[0]), uint32(numbers[1])), nil
	}
}

// parseNumbers reads the numbers of a handle; those of tc are hexadecimal where tc itself shows them so.
func parseNumbers(kind string, words []string) ([]uint64, bool) {
	var numbers []uint64
	for i, word := range words {
		base := 10
		if kind == "tc" && i%2 == 1 {
			base = 16
		}
		number, err := strconv.ParseUint(word, base, 64)
		if err != nil || number > 1<<32-1 && (kind != "cgroup" || i > 0) {
			return nil, false
		}
		numbers = append(numbers, number)
	}
	return numbers, true
}

func detachLink(id uint32) *rpc.HostChange {
	fd, err := kernel.OpenLink(id)
	if isGone(err) {
		return goneAlready("The link")
	}
	if err != nil {
		return failed(err, "Opening the link")
	}
	defer unix.Close(fd)
	err = kernel.DetachLink(fd)
	switch {
	case err == nil:
		return &rpc.HostChange{Done: true}
	case errno.Is(err, unix.ENOLINK):
		return goneAlready("What the link was attached to")
	case errno.Is(err, unix.EOPNOTSUPP, unix.EINVAL):
		return &rpc.HostChange{Errno: errno.Name(err), Detail: whatToDo(id, fd)}
	}
	return failed(err, "Detaching the link")
}

// whatToDo is for a link that the kernel lets nobody else end: it ends with the last one that holds it.
func whatToDo(id uint32, fd int) string {
	kind := "this type"
	if info, err := kernel.InfoOfLink(fd); err == nil {
		kind = "type " + linkName(info.Type)
	}
	text := "The kernel has no way to take a link of " + kind + " off from outside: it ends when nothing holds it any more."
	var holders []string
	if held, err := owners.Scan(); err == nil {
		for _, owner := range held.Link(id) {
			holders = append(holders, fmt.Sprintf("process %d (%s) ends", owner.PID, owner.Command))
		}
	}
	if pinned, err := allPins(); err == nil {
		for _, path := range pins.Paths(pinned, "link", id) {
			holders = append(holders, path+" is unpinned")
		}
	}
	if len(holders) == 0 {
		return text + " No other process and no pin is seen to hold it; this agent may, or something out of its sight."
	}
	return text + " For that: " + strings.Join(holders, ", and ") + "."
}

func goneAlready(what string) *rpc.HostChange {
	return &rpc.HostChange{Done: true, Detail: what + " was gone already."}
}

func failed(err error, doing string) *rpc.HostChange {
	return &rpc.HostChange{Errno: errno.Name(err), Detail: doing + ": " + errno.Text(err) + "."}
}
