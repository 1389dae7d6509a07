package attach

import (
	"fmt"
	"io"
	"unsafe"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/rpc"
)

// iter attaches `iter/task` and its like. Options: `pid=N` or `tid=N` for those over tasks, a map's name for those
// over a map, a control group and `order=…` for cgroup. The link is read by OpenIterator.
func iter(request Request, id uint32) (*Attached, error) {
	info, err := request.iterInfo()
	if err != nil {
		return nil, err
	}
	made, err := linkIterator(request.Program, info)
	if info.held != nil {
		info.held.Close()
	}
	if errno.Is(err, unix.EINVAL) && info.length != 0 {
		return nil, rpc.Refuse(rpc.Unsupported, err, fmt.Sprintf(
			"This kernel's iterator %s does not take %s: EINVAL.", request.Section.Target, info.detail))
	}
	if err != nil {
		return nil, refuse(err, "Attaching "+request.Section.Name)
	}
	read, err := made.Info()
	if err != nil {
		return nil, notProved(made, err, "Reading the link back: "+errno.Text(err))
	}
	over, err := iterTarget(made)
	if err != nil {
		return nil, notProved(made, err, "Reading what the link goes over: "+errno.Text(err))
	}
	// Before 5.9 the kernel does not tell.
	if uint32(read.Program) != id || over != "" && over != request.Section.Target {
		return nil, notProved(made, nil, fmt.Sprintf(
			"The link read back is of program %d over %q, not of program %d over %s.", read.Program, over, id, request.Section.Target))
	}
	return &Attached{Closer: made, Link: rpc.AttachedLink{
		Kind: "iter", Target: request.Section.Target, Detail: info.detail, Proof: "linkInfo", ID: uint32(read.ID),
	}}, nil
}

// OpenIterator starts an iterator from its beginning: each read runs the program. The error is a *rpc.Refusal where
// the link is of another kind.
func (a *Attached) OpenIterator() (io.ReadCloser, error) {
	iterator, ok := a.Closer.(*link.Iter)
	if !ok {
		return nil, rpc.Refuse(rpc.Other, nil, fmt.Sprintf("The program %s is no iterator.", a.Link.Program))
	}
	return iterator.Open()
}

func linkIterator(program *ebpf.Program, info iterInfo) (link.Link, error) {
	attr := struct {
		linkHead
		info           unsafe.Pointer
		length, unused uint32
	}{linkHead: linkHead{program: uint32(program.FD()), attachType: attachTraceIter}}
	if info.length != 0 {
		attr.info, attr.length = unsafe.Pointer(&info.bytes[0]), info.length
	}
	return createLink(unsafe.Pointer(&attr), unsafe.Sizeof(attr))
}
