package leftover

import (
	"fmt"
	"strings"

	"github.com/vishvananda/netlink"

	"github.com/ebpf-workbench/agent/kernel"
	"github.com/ebpf-workbench/agent/tracefs"
)

// Name is what the kernel is told that a program is called: it says which agent it is of, as a trace instance's does.
func Name(id uint32, program string) (string, error) {
	maker, err := tracefs.OwnInstance()
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s:%d:%s", maker, id, program), nil
}

// isStale tells whether a name is that of a program whose agent is dead.
func isStale(name string) bool {
	maker, _, named := strings.Cut(name, ":")
	return named && tracefs.IsStale(maker)
}

// MadeByAgents tells whether a clsact was made by an agent, this one or another: there are filters on it, and all are
// agents'. The last of these removes it.
func MadeByAgents(on netlink.Link) bool {
	found := false
	for _, parent := range []uint32{Ingress, Egress} {
		all, err := filters(on, parent)
		if err != nil {
			return false
		}
		for _, each := range all {
			classifier, ok := each.(*netlink.BpfFilter)
			if !ok {
				return false
			}
			maker, _, named := strings.Cut(classifier.Name, ":")
			if !named || !tracefs.IsInstanceName(maker) {
				return false
			}
			found = true
		}
	}
	return found
}

// RemoveStale removes from an interface what agents left there that died together with their guards.
func RemoveStale(on netlink.Link) {
	for _, parent := range []uint32{Ingress, Egress} {
		all, err := filters(on, parent)
		if err != nil {
			continue
		}
		for _, each := range all {
			if classifier, ok := each.(*netlink.BpfFilter); ok && isStale(classifier.Name) {
				_ = netlink.FilterDel(classifier)
			}
		}
	}
	routes, err := kernel.RoutesLike(netlink.FAMILY_ALL, &netlink.Route{LinkIndex: on.Attrs().Index}, netlink.RT_FILTER_OIF)
	if err != nil {
		return
	}
	for i := range routes {
		// xmit: ebpf-workbench-4711-8813:12:program
		if routes[i].Encap == nil {
			continue
		}
		for _, word := range strings.Fields(routes[i].Encap.String()) {
			if isStale(word) {
				routes[i].Encap = nil
				_ = netlink.RouteDel(&routes[i])
				break
			}
		}
	}
}
