package attach

import (
	"io"

	"github.com/cilium/ebpf/link"
)

// Descriptor is a BPF link's file descriptor, by which it can be pinned.
type Descriptor interface{ FD() int }

// Pinnable lists the BPF links that an attachment is made of; none when it is made in another way, and so ends with
// its descriptors. A closer of several links has a method of this name too.
func (a *Attached) Pinnable() []Descriptor { return pinnable(a.Closer) }

func pinnable(closer io.Closer) []Descriptor {
	switch held := closer.(type) {
	case interface{ Pinnable() []Descriptor }:
		return held.Pinnable()
	case link.Link:
		// What cilium/ebpf makes without a link has the interface, but no descriptor.
		if descriptor, ok := held.(Descriptor); ok {
			return []Descriptor{descriptor}
		}
	}
	return nil
}

// Pinnable is empty for an attachment by ioctl, which kernels before 5.15 need.
func (a *perfAttachment) Pinnable() []Descriptor {
	if a.link == nil {
		return nil
	}
	return pinnable(a.link)
}

// Pinnable is empty when one of them ends with its descriptor: the others alone would be half of an attachment.
func (s *several) Pinnable() []Descriptor {
	var all []Descriptor
	for _, closer := range s.held {
		descriptors := pinnable(closer)
		if len(descriptors) == 0 {
			return nil
		}
		all = append(all, descriptors...)
	}
	return all
}
