package host

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/ebpf-workbench/agent/kernel"
)

// describe says what kind of attachment a link is, and what it is attached to. The offsets are those of the members in
// struct bpf_link_info.
func (v *view) describe(fd int, info *kernel.LinkInfo) (kind, target string) {
	text := func(pointer, length int) string {
		found, _ := kernel.LinkText(fd, pointer, length)
		return found
	}
	switch info.Type {
	case rawTracepointLink:
		return "rawTracepoint", text(0, 8)
	case tracingLink:
		return describeTracing(info)
	case cgroupLink:
		return groupKind(info.Word(8)), v.groups.path(info.Long(0)) + " " + attachName(info.Word(8))
	case iterLink:
		return "iter", describeIterator(text(0, 8), info)
	case netnsLink:
		return "netns", namespaceName(info.Word(0)) + " " + attachName(info.Word(4))
	case xdpLink:
		return "xdp", v.interfaceName(info.Word(0), v.devices[info.Word(0)].xdp == info.Program)
	case perfEventLink:
		return describePerfEvent(info, text)
	case kprobeMultiLink:
		return describeMulti("kprobe", info.Word(12)&1 != 0), counted(info.Word(8), "function")
	case uprobeMultiLink:
		return describeMulti("uprobe", info.Word(40)&1 != 0), text(0, 32) + ", " + counted(info.Word(36), "place")
	case structOpsLink:
		return "structOps", fmt.Sprintf("map %d", info.Word(0))
	case netfilterLink:
		return "netfilter", netfilterPlace(info)
	case tcxLink:
		return "tcx", v.hookName(info) + map[uint32]string{46: " ingress", 47: " egress"}[info.Word(4)]
	case netkitLink:
		return "netkit", v.hookName(info) + map[uint32]string{54: " primary", 55: " peer"}[info.Word(4)]
	case sockmapLink:
		return "sockmap", fmt.Sprintf("map %d %s", info.Word(0), attachName(info.Word(4)))
	}
	return linkName(info.Type), ""
}

// describePerfEvent needs Linux 6.6; an older kernel does not tell what the event is.
func describePerfEvent(info *kernel.LinkInfo, text func(pointer, length int) string) (kind, target string) {
	switch info.Word(0) {
	case 1, 2:
		return []string{"uprobe", "uretprobe"}[info.Word(0)-1], fmt.Sprintf("%s+%#x", text(8, 16), info.Word(20))
	case 3, 4:
		target = text(8, 16)
		if target == "" {
			target = fmt.Sprintf("%#x", info.Long(24))
		}
		if offset := info.Word(20); offset != 0 {
			target += fmt.Sprintf("+%#x", offset)
		}
		return []string{"kprobe", "kretprobe"}[info.Word(0)-3], target
	case 5:
		return "tracepoint", text(8, 16)
	case 6:
		return "perfEvent", fmt.Sprintf("type %d, config %#x", info.Word(16), info.Long(8))
	}
	return "perfEvent", ""
}

func groupKind(attach uint32) string {
	if attach == 43 { // BPF_LSM_CGROUP
		return "lsmCgroup"
	}
	return "cgroup"
}

// hookName is for the links that share a hook of an interface with others.
func (v *view) hookName(info *kernel.LinkInfo) string {
	index, attach := info.Word(0), info.Word(4)
	return v.interfaceName(index, index != 0 && slices.Contains(queried(int(index), attach), info.Program))
}

func describeMulti(probe string, isReturn bool) string {
	if isReturn {
		return map[string]string{"kprobe": "kretprobeMulti", "uprobe": "uretprobeMulti"}[probe]
	}
	return probe + "Multi"
}

func counted(number uint32, what string) string {
	if number == 1 {
		return "1 " + what
	}
	return strconv.FormatUint(uint64(number), 10) + " " + what + "s"
}

// describeIterator adds what an iterator is narrowed down to.
func describeIterator(name string, info *kernel.LinkInfo) string {
	switch {
	case name == "bpf_map_elem" || name == "bpf_sk_storage_map":
		return fmt.Sprintf("%s of map %d", name, info.Word(12))
	case name == "task" && info.Word(16) != 0:
		return fmt.Sprintf("%s of thread %d", name, info.Word(16))
	case name == "task" && info.Word(20) != 0:
		return fmt.Sprintf("%s of process %d", name, info.Word(20))
	}
	return name
}

// netfilterPlace is written as the agent takes it: ipv4:pre_routing,priority=0.
func netfilterPlace(info *kernel.LinkInfo) string {
	family := map[uint32]string{1: "inet", 2: "ipv4", 3: "arp", 5: "netdev", 7: "bridge", 10: "ipv6"}[info.Word(0)]
	hooks := []string{"pre_routing", "local_in", "forward", "local_out", "post_routing"}
	hook := strconv.FormatUint(uint64(info.Word(4)), 10)
	if number := info.Word(4); number < uint32(len(hooks)) {
		hook = hooks[number]
	}
	return fmt.Sprintf("%s:%s,priority=%d", family, hook, int32(info.Word(8)))
}
