package kernel

import (
	"errors"

	"github.com/vishvananda/netlink"
)

// mostDumps is how often a dump is begun again. One takes less than a millisecond as a rule, so something that changes
// this often in a row will not be quiet soon.
const mostDumps = 10

// Dump repeats a netlink dump that a change of what is listed interrupted: the rest may be missing from it then.
func Dump[T any](dump func() ([]T, error)) ([]T, error) {
	rows, err := dump()
	for tries := 1; tries < mostDumps && errors.Is(err, netlink.ErrDumpInterrupted); tries++ {
		rows, err = dump()
	}
	return rows, err
}

// AddressesOf lists the addresses of an interface; of all when it is nil.
func AddressesOf(device netlink.Link) ([]netlink.Addr, error) {
	return Dump(func() ([]netlink.Addr, error) { return netlink.AddrList(device, netlink.FAMILY_ALL) })
}

// QdiscsOf lists the queueing disciplines of an interface; of all when it is nil.
func QdiscsOf(device netlink.Link) ([]netlink.Qdisc, error) {
	return Dump(func() ([]netlink.Qdisc, error) { return netlink.QdiscList(device) })
}

// FiltersOf lists the filters of one side of an interface.
func FiltersOf(device netlink.Link, parent uint32) ([]netlink.Filter, error) {
	return Dump(func() ([]netlink.Filter, error) { return netlink.FilterList(device, parent) })
}

// RoutesLike lists the routes that are like one in what mask says.
func RoutesLike(family int, like *netlink.Route, mask uint64) ([]netlink.Route, error) {
	return Dump(func() ([]netlink.Route, error) { return netlink.RouteListFiltered(family, like, mask) })
}
