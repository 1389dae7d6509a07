// Package leftover knows what an attachment leaves in the kernel that does not go away with the process that made
// it: classic tc filters, routes, programs on groups of sockets and on infrared receivers. Each is found again by
// something that only its maker's has, the id of the program or a name, so that nobody else's is ever removed.
package leftover

import (
	"errors"

	"github.com/vishvananda/netlink"
)

// ErrInUse is for what others use by now, and so stays.
var ErrInUse = errors.New("others use it")

// Leftover is one of these; the other fields are nil. It goes to the guard as JSON.
type Leftover struct {
	Filter    *Filter    `json:"filter,omitempty"`
	Qdisc     *Qdisc     `json:"qdisc,omitempty"`
	Route     *Route     `json:"route,omitempty"`
	Reuseport *Reuseport `json:"reuseport,omitempty"`
	Lirc      *Lirc      `json:"lirc,omitempty"`
	StructOps *StructOps `json:"structOps,omitempty"`
}

// Remove removes it. What is gone already is no error.
func (l Leftover) Remove() error {
	switch {
	case l.Filter != nil:
		return l.Filter.remove()
	case l.Qdisc != nil:
		return l.Qdisc.remove()
	case l.Route != nil:
		return l.Route.remove()
	case l.Reuseport != nil:
		return l.Reuseport.remove()
	case l.Lirc != nil:
		return l.Lirc.remove()
	case l.StructOps != nil:
		return l.StructOps.remove()
	}
	return nil
}

// device returns the interface with an index; nil without an error when it is gone, and with it all that was on it.
func device(index int) (netlink.Link, error) {
	found, err := netlink.LinkByIndex(index)
	var missing netlink.LinkNotFoundError
	if errors.As(err, &missing) {
		return nil, nil
	}
	return found, err
}
