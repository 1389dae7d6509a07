// Package candidates lists what a target offers for a program's open question: its network interfaces, its
// tracepoints, its functions. It also finds the names that are close to one that does not exist.
package candidates

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/vishvananda/netlink"

	"github.com/ebpf-workbench/agent/kernel"
	"github.com/ebpf-workbench/agent/rpc"
)

// Interfaces lists the network interfaces by index, each with a line like this:
//
//	virtio_net · up · 192.0.2.2/24, fd00::2/64 · MTU 1500
func Interfaces() ([]rpc.Candidate, error) {
	devices, err := kernel.Dump(netlink.LinkList)
	if err != nil {
		return nil, fmt.Errorf("listing network interfaces: %w", err)
	}
	own := OwnInterfaces()
	rows := make([]rpc.Candidate, 0, len(devices))
	for _, device := range devices {
		name := device.Attrs().Name
		rows = append(rows, rpc.Candidate{
			Name: name, Detail: describe(device), OwnConnection: own[device.Attrs().Index],
		})
	}
	return rows, nil
}

// InterfaceNames lists the names alone.
func InterfaceNames() ([]string, error) {
	devices, err := kernel.Dump(netlink.LinkList)
	names := make([]string, 0, len(devices))
	for _, device := range devices {
		names = append(names, device.Attrs().Name)
	}
	return names, err
}

func describe(device netlink.Link) string {
	parts := []string{Driver(device), state(device)}
	var addresses []string
	if list, err := kernel.AddressesOf(device); err == nil {
		for _, address := range list {
			// Every interface has a link-local address; it tells nobody anything.
			if !address.IP.IsLinkLocalUnicast() {
				addresses = append(addresses, address.IPNet.String())
			}
		}
	}
	if len(addresses) > 0 {
		parts = append(parts, strings.Join(addresses, ", "))
	}
	parts = append(parts, fmt.Sprintf("MTU %d", device.Attrs().MTU))
	if xdp := device.Attrs().Xdp; xdp != nil && xdp.ProgId != 0 {
		parts = append(parts, fmt.Sprintf("XDP program %d", xdp.ProgId))
	}
	return strings.Join(parts, " · ")
}

// Driver names the kernel driver of a device, or the kind of a virtual one: `veth`, `bridge`, `loopback`.
func Driver(device netlink.Link) string {
	if device.Attrs().EncapType == "loopback" {
		return "loopback"
	}
	if kind := device.Type(); kind != "device" {
		return kind
	}
	driver, err := os.Readlink(filepath.Join("/sys/class/net", device.Attrs().Name, "device/driver"))
	if err != nil {
		return "device"
	}
	return filepath.Base(driver)
}

// state is `up` or `down`. Devices without a notion of a carrier (lo, tun) have operational state `unknown`.
func state(device netlink.Link) string {
	switch device.Attrs().OperState {
	case netlink.OperUp:
		return "up"
	case netlink.OperUnknown:
		if device.Attrs().RawFlags&1 != 0 { // IFF_UP
			return "up"
		}
		return "down"
	default:
		return device.Attrs().OperState.String()
	}
}
