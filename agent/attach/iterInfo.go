package attach

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/ebpf-workbench/agent/candidates"
	"github.com/ebpf-workbench/agent/rpc"
)

// mapIterators go over the elements of a map, which must be named.
var mapIterators = []string{"bpf_map_elem", "bpf_sk_storage_map", "sockmap"}

// cgroupOrders are enum bpf_cgroup_iter_order.
var cgroupOrders = []string{"", "self_only", "descendants_pre", "descendants_post", "ancestors_up"}

// iterInfo is union bpf_iter_link_info: a map, a control group, or a process.
type iterInfo struct {
	bytes  [24]byte
	length uint32
	detail string
	// held is what the call needs open.
	held *os.File
}

func (r Request) iterInfo() (iterInfo, error) {
	over := r.Section.Target
	switch {
	case slices.Contains(mapIterators, over):
		return r.iterOverMap()
	case over == "cgroup":
		return r.iterOverCgroup()
	case strings.HasPrefix(over, "task"):
		return r.iterOverTask()
	}
	info := iterInfo{}
	_, _, err := parseOptions(r.Target)
	return info, err
}

func (r Request) iterOverTask() (iterInfo, error) {
	info := iterInfo{}
	_, options, err := parseOptions(r.Target, "pid", "tid")
	if err != nil {
		return info, err
	}
	// task.tid, task.pid, task.pid_fd (Linux 6.1)
	for at, name := range []string{"tid", "pid"} {
		if options[name] == "" {
			continue
		}
		number, err := parsePID(options[name])
		if err != nil {
			return info, err
		}
		putWord(info.bytes[at*4:], uint32(number))
		info.length, info.detail = 12, name+"="+options[name]
	}
	if options["tid"] != "" && options["pid"] != "" {
		return info, rpc.Refuse(rpc.Other, nil, "An iterator goes over a process (pid) or a thread (tid), not both.")
	}
	return info, nil
}

func (r Request) iterOverMap() (iterInfo, error) {
	info := iterInfo{}
	name, _, err := parseOptions(r.Target)
	if err != nil {
		return info, err
	}
	if name == "" {
		return info, rpc.Need("map", fmt.Sprintf("Over which map's elements is %s to go?", r.Name))
	}
	maps := r.Collection.MapsByName()
	if maps[name] == nil {
		var known []string
		for of := range maps {
			known = append(known, of)
		}
		return info, rpc.Refuse(rpc.NoSuchTarget, nil, strings.Replace(
			candidates.NotFound("map", name, known), "on this kernel", "in this program", 1))
	}
	putWord(info.bytes[:], uint32(maps[name].FD()))
	info.length, info.detail = 4, "map "+name
	return info, nil
}

func (r Request) iterOverCgroup() (iterInfo, error) {
	info := iterInfo{}
	group, options, err := parseOptions(r.Target, "order")
	if err != nil {
		return info, err
	}
	order := options["order"]
	if order == "" {
		order = "descendants_pre"
	}
	number := slices.Index(cgroupOrders, order)
	if number < 1 {
		return info, wrongOption(fmt.Sprintf("The order is one of %s, not %q.", strings.Join(cgroupOrders[1:], ", "), order), []string{"order"})
	}
	if group == "" {
		group = "/"
	}
	if info.held, err = openCgroupOf(group); err != nil {
		return info, err
	}
	// cgroup.order, cgroup.cgroup_fd, cgroup.cgroup_id (Linux 6.1)
	putWord(info.bytes[:], uint32(number))
	putWord(info.bytes[4:], uint32(info.held.Fd()))
	info.length, info.detail = 16, fmt.Sprintf("%s, %s", group, order)
	return info, nil
}

// openCgroupOf opens a control group by its path below the hierarchy's root, or by its path in the file system.
func openCgroupOf(group string) (*os.File, error) {
	root, err := candidates.CgroupRoot()
	if err != nil {
		return nil, rpc.Refuse(rpc.Unsupported, err, err.Error())
	}
	path := filepath.Join(root, group)
	if group == root || strings.HasPrefix(group, root+"/") {
		path = group
	}
	held, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		var known []string
		if rows, err := candidates.Cgroups(); err == nil {
			for _, row := range rows {
				known = append(known, row.Name)
			}
		}
		return nil, rpc.Refuse(rpc.NoSuchTarget, err, candidates.NotFound("control group", group, known))
	}
	if err != nil {
		return nil, refuse(err, "Opening the control group "+strconv.Quote(group))
	}
	return held, nil
}

func putWord(place []byte, word uint32) {
	for i := range 4 {
		place[i] = byte(word >> (8 * i))
	}
}
