package leftover

import (
	"fmt"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/kernel"
)

// The two hooks of a clsact queueing discipline.
const (
	Ingress = netlink.HANDLE_MIN_INGRESS
	Egress  = netlink.HANDLE_MIN_EGRESS
)

// Filter is a classic tc filter that runs a program.
type Filter struct {
	// Index is the interface's.
	Index int `json:"index"`
	// Parent is Ingress or Egress.
	Parent uint32 `json:"parent"`
	// Priority tells filters with the same program apart.
	Priority uint16 `json:"priority"`
	Program  uint32 `json:"program"`
}

// Find returns the filter as the kernel shows it, nil when it is not there.
func (f *Filter) Find() (*netlink.BpfFilter, error) {
	on, err := device(f.Index)
	if on == nil || err != nil {
		return nil, err
	}
	all, err := filters(on, f.Parent)
	for _, each := range all {
		if classifier, ok := each.(*netlink.BpfFilter); ok && uint32(classifier.Id) == f.Program && classifier.Priority == f.Priority {
			return classifier, nil
		}
	}
	return nil, err
}

// FreePriority is one before all others, as the kernel would choose it.
func FreePriority(on netlink.Link, parent uint32) uint16 {
	var lowest uint16 = 0xc001
	all, err := filters(on, parent)
	if err != nil {
		return lowest - 1
	}
	for _, each := range all {
		lowest = min(lowest, each.Attrs().Priority)
	}
	return max(lowest, 2) - 1
}

func (f *Filter) remove() error {
	for {
		found, err := f.Find()
		if found == nil || err != nil {
			return err
		}
		if err := netlink.FilterDel(found); err != nil && !errno.Is(err, unix.ENOENT, unix.ENODEV) {
			return fmt.Errorf("removing the tc filter with program %d: %w", f.Program, err)
		}
	}
}

// filters lists the filters of a hook; none when there is no clsact.
func filters(on netlink.Link, parent uint32) ([]netlink.Filter, error) {
	all, err := kernel.FiltersOf(on, parent)
	if errno.Is(err, unix.ENOENT, unix.EINVAL, unix.ENODEV) {
		return nil, nil
	}
	return all, err
}

// Qdisc is a clsact that was made for a filter. It stays when others have put filters of theirs on it.
type Qdisc struct {
	Index int `json:"index"`
}

// NewClsact describes the clsact of an interface for netlink.
func NewClsact(index int) *netlink.Clsact {
	return &netlink.Clsact{QdiscAttrs: netlink.QdiscAttrs{
		LinkIndex: index, Handle: netlink.MakeHandle(0xffff, 0), Parent: netlink.HANDLE_CLSACT,
	}}
}

func (q *Qdisc) remove() error {
	on, err := device(q.Index)
	if on == nil || err != nil {
		return err
	}
	for _, parent := range []uint32{Ingress, Egress} {
		if left, err := filters(on, parent); err != nil || len(left) > 0 {
			return fmt.Errorf("the clsact of %s stays: %w", on.Attrs().Name, ErrInUse)
		}
	}
	err = netlink.QdiscDel(NewClsact(q.Index))
	if errno.Is(err, unix.ENOENT, unix.EINVAL, unix.ENODEV) {
		return nil
	}
	return err
}
