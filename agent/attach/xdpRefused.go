package attach

import (
	"fmt"
	"strings"

	"github.com/cilium/ebpf"
	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/candidates"
	"github.com/ebpf-workbench/agent/errno"
)

// Netlink then hands on the kernel's own words about an error.
func init() { nl.EnableErrorMessageReporting = true }

// linearXDP is the largest MTU with which a packet and what XDP needs around it fit into a page of 4 KB, for the drivers
// that need the most room.
const linearXDP = 3498

// waysOut are what drivers object to, by words of theirs that the kernel hands on, and what helps.
var waysOut = []struct{ words, help string }{
	{"mtu", "A packet has to fit into one page: `ip link set dev %s mtu 3498`, also at the other end of a veth pair; or " +
		"use SEC(\"xdp.frags\"), where the driver knows it."},
	{"gro_hw", "`ethtool -K %s gro_hw off lro off` turns off what is in its way."},
	{"lro", "`ethtool -K %s lro off` turns off what is in its way."},
	{"csum", "The host sends packets without checksums: `ethtool -K %s rx-checksumming off tx-checksumming off`, or turn " +
		"the offloads of the guest's network card off at the host."},
	{"queue", "XDP needs queues of its own for each CPU: `ethtool -L %s combined N` with fewer, or a virtual card with " +
		"more."},
	{"channel", "XDP needs queues of its own for each CPU: `ethtool -L %s combined N` with fewer."},
}

// whyNotNative says in plain words why the driver does not run the program, and the way out.
func whyNotNative(err error, device netlink.Link, program *ebpf.Program) string {
	name, driver := device.Attrs().Name, candidates.Driver(device)
	if errno.Is(err, unix.EOPNOTSUPP, errno.ENOTSUPP) {
		// Underlying driver does not support XDP in native mode
		if words := driversWords(device, program); words != "" && !strings.Contains(words, "in native mode") {
			return explainDriver(name, driver, errno.Name(err), words)
		}
		return fmt.Sprintf("The driver %s has no native XDP (%s).", driver, errno.Name(err))
	}
	words := driversWords(device, program)
	if words == "" && device.Attrs().MTU > linearXDP {
		words = fmt.Sprintf("the MTU is %d", device.Attrs().MTU)
	}
	return explainDriver(name, driver, errno.Text(err), words)
}

// explainDriver joins the driver's words with what helps.
func explainDriver(name, driver, number, words string) string {
	if words == "" {
		return fmt.Sprintf("The driver %s refused native XDP: %s.", driver, number)
	}
	said := fmt.Sprintf("The driver %s refused native XDP (%s): %s.", driver, number, strings.TrimRight(words, ".\n"))
	for _, way := range waysOut {
		if strings.Contains(strings.ToLower(words), way.words) {
			return said + " " + strings.ReplaceAll(way.help, "%s", name)
		}
	}
	return said
}

// driversWords gets the driver's own words, which a BPF link hides: they come with the answer to a netlink request only.
// The request fails as the link did. Should the driver have changed its mind, the program is taken off at once.
func driversWords(device netlink.Link, program *ebpf.Program) string {
	flags := nl.XDP_FLAGS_DRV_MODE | nl.XDP_FLAGS_UPDATE_IF_NOEXIST
	err := netlink.LinkSetXdpFdWithFlags(device, program.FD(), flags)
	if err == nil {
		_ = netlink.LinkSetXdpFdWithFlags(device, -1, nl.XDP_FLAGS_DRV_MODE)
		return ""
	}
	// no such device: veth: Peer MTU is too large to set XDP
	number, numbered := errno.Of(err)
	text := err.Error()
	if numbered {
		text = strings.TrimPrefix(strings.TrimPrefix(text, number.Error()), ": ")
	}
	return strings.TrimSpace(text)
}
