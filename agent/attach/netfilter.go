package attach

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/candidates"
	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/rpc"
)

// defragment is BPF_F_NETFILTER_IP_DEFRAG of the kernel; cilium/ebpf 0.22 has another number under that name.
const defragment = 1

var (
	netfilterOptions  = []string{"priority", "defrag"}
	netfilterFamilies = map[string]link.NetfilterProtocolFamily{
		"ipv4": link.NetfilterProtoIPv4, "ipv6": link.NetfilterProtoIPv6,
	}
	netfilterHooks = map[string]link.NetfilterInetHook{
		"pre_routing": link.NetfilterInetPreRouting, "local_in": link.NetfilterInetLocalIn,
		"forward": link.NetfilterInetForward, "local_out": link.NetfilterInetLocalOut,
		"post_routing": link.NetfilterInetPostRouting,
	}
)

// netfilter attaches to a hook of netfilter: `ipv4:pre_routing,priority=0`.
func netfilter(request Request, id uint32) (*Attached, error) {
	name, options, err := parseOptions(request.Target, netfilterOptions...)
	if err != nil {
		return nil, err
	}
	family, hook, err := netfilterPlace(request, name)
	if err != nil {
		return nil, err
	}
	priority, flags, err := netfilterNumbers(options)
	if err != nil {
		return nil, err
	}
	if err := request.sparesOwnPackets(name); err != nil {
		return nil, err
	}
	attached, err := link.AttachNetfilter(link.NetfilterOptions{
		Program: request.Program, ProtocolFamily: family, Hook: hook, Priority: priority, NetfilterFlags: flags,
	})
	switch {
	case errno.Is(err, unix.EBUSY, unix.EEXIST):
		return nil, rpc.Refuse(rpc.Busy, err, fmt.Sprintf(
			"Another BPF program is at %s with priority %d; a priority is taken once.", name, priority))
	case errors.Is(err, ebpf.ErrNotSupported), errno.Is(err, unix.EINVAL):
		return nil, rpc.Refuse(rpc.Unsupported, err, fmt.Sprintf(
			"The kernel does not attach to %s with priority %d. Links to netfilter came with Linux 6.4 "+
				"(CONFIG_NETFILTER_BPF_LINK).", name, priority))
	case err != nil:
		return nil, refuse(err, "Attaching to "+name)
	}
	info, err := attached.Info()
	if err != nil {
		return nil, notProved(attached, err, "Reading the link back: "+errno.Text(err))
	}
	seen := info.Netfilter()
	if seen == nil || seen.ProtocolFamily != family || seen.Hook != hook || seen.Priority != priority || uint32(info.Program) != id {
		return nil, notProved(attached, nil, fmt.Sprintf(
			"The link read back is of program %d on %+v, not of program %d on %s.", info.Program, seen, id, name))
	}
	detail := fmt.Sprintf("priority %d", priority)
	if seen.Flags&defragment != 0 {
		detail += ", fragments are put together first"
	}
	return &Attached{Closer: attached, Link: rpc.AttachedLink{
		Kind: "netfilter", Target: name, Detail: detail, Proof: "linkInfo", ID: uint32(info.ID),
	}}, nil
}

func netfilterPlace(request Request, name string) (link.NetfilterProtocolFamily, link.NetfilterInetHook, error) {
	if name == "" {
		return 0, 0, rpc.Need("netfilterHook", fmt.Sprintf(
			"The program %s needs a place in netfilter, ipv4:pre_routing,priority=0 for example.", request.Name))
	}
	family, hook, _ := strings.Cut(name, ":")
	number, known := netfilterHooks[hook]
	if netfilterFamilies[family] == 0 || !known {
		var names []string
		for _, each := range candidates.NetfilterHooks() {
			place, _, _ := strings.Cut(each.Name, ",")
			names = append(names, place)
		}
		return 0, 0, rpc.Refuse(rpc.NoSuchTarget, nil, candidates.NotFound("place in netfilter", name, names))
	}
	return netfilterFamilies[family], number, nil
}

func netfilterNumbers(options map[string]string) (int32, link.NetfilterAttachFlags, error) {
	var priority int64
	if text := options["priority"]; text != "" {
		var err error
		// The lowest and the highest number are the kernel's own.
		priority, err = strconv.ParseInt(text, 10, 32)
		if err != nil || priority == math.MinInt32 || priority == math.MaxInt32 {
			return 0, 0, wrongOption(fmt.Sprintf(
				"The priority is a number between %d, which comes first, and %d, not %q.", math.MinInt32, math.MaxInt32, text),
				netfilterOptions)
		}
	}
	switch options["defrag"] {
	case "", "no":
		return int32(priority), 0, nil
	case "yes":
		return int32(priority), defragment, nil
	}
	return 0, 0, wrongOption(fmt.Sprintf("defrag is yes or no, not %q.", options["defrag"]), netfilterOptions)
}

// sparesOwnPackets refuses the hooks that the packets of this agent's SSH connection pass, unless the person agreed to
// a guard. Those that are only forwarded are not among them.
func (r Request) sparesOwnPackets(place string) error {
	client, _, connected := candidates.OwnConnection()
	family := "ipv6"
	if client.To4() != nil {
		family = "ipv4"
	}
	if r.Guarded || !connected || !strings.HasPrefix(place, family+":") || strings.HasSuffix(place, ":forward") {
		return nil
	}
	return rpc.Refuse(rpc.OwnConnection, nil, fmt.Sprintf(
		"The packets of the SSH connection to this machine (from %s) pass %s. A mistake in %s can cut it; attach it with a "+
			"guard, which detaches it again unless you confirm that the connection still works.", client, place, r.Name))
}
