// Package attach puts loaded programs on their hooks and proves it: after every attach the kernel is asked what
// is attached where, and only its answer is reported. Each kind of section has its own file.
package attach

import (
	"errors"
	"fmt"
	"io"

	"github.com/cilium/ebpf"

	"github.com/ebpf-workbench/agent/lifetime"
	"github.com/ebpf-workbench/agent/load"
	"github.com/ebpf-workbench/agent/rpc"
	"github.com/ebpf-workbench/agent/section"
	"github.com/ebpf-workbench/agent/tracefs"
)

// Request is one program and what its section leaves open.
type Request struct {
	Name    string
	Program *ebpf.Program
	// ID is the program's, as the kernel gave it.
	ID      uint32
	Section section.Section
	// Target is what the section leaves open: an XDP program's interface, the function of a bare `kprobe`. Options
	// may follow it: options.go.
	Target string
	// Collection is what the program came with: its maps, and what the object says of it.
	Collection *load.Collection
	// AttachType is what the program was loaded for; ebpf.AttachNone where that is open.
	AttachType ebpf.AttachType
	// Guarded programs may go where they can cut the connection that this agent is spoken to over.
	Guarded bool
	// Leftovers lists what would outlive the agent.
	Leftovers *lifetime.Book
	// Tracefs gives access to the tracing file system; it fails where there is none.
	Tracefs func() (*tracefs.Dir, error)
}

// Attached is a proved attachment. Closing it detaches.
type Attached struct {
	io.Closer
	Link rpc.AttachedLink
	// Gone says in a sentence that what the program was attached to went away, "" while it is there. It is nil where
	// nothing can go away.
	Gone func() string
}

// Attach attaches one program. The error is always a *rpc.Refusal.
func Attach(request Request) (*Attached, error) {
	attached, err := byKind(request, request.ID)
	if err != nil {
		var refusal *rpc.Refusal
		if !errors.As(err, &refusal) {
			refusal = refuse(err, "Attaching failed")
		}
		return nil, refusal
	}
	attached.Link.Program = request.Name
	attached.Link.Section = request.Section.Name
	if attached.Link.ProgramID == 0 {
		attached.Link.ProgramID = request.ID
	}
	return attached, nil
}

func byKind(request Request, id uint32) (*Attached, error) {
	if attach := kinds[request.Section.Kind]; attach != nil {
		return attach(request, id)
	}
	if request.Section.Name == "" {
		return nil, rpc.Refuse(rpc.Other, nil, fmt.Sprintf("%s was taken back from a run that was left, and a pin does not keep "+
			"the section that says what it is for. Load its object again to attach it once more.", request.Name))
	}
	return nil, rpc.Refuse(rpc.NotYet, nil, fmt.Sprintf(
		"Attaching programs of section %q is not possible yet.", request.Section.Name))
}

// target is what the section names or, where it names nothing, what the caller does. kind is that of the candidates
// for it.
func (r Request) target(kind, example string) (string, error) {
	if r.Section.Target != "" {
		return r.Section.Target, nil
	}
	if r.Target != "" {
		return r.Target, nil
	}
	return "", rpc.Need(kind, fmt.Sprintf(
		"The section %q does not say what to attach to. Write it as %s, for example.", r.Section.Name, example))
}

// notProved is for an attach call that succeeded and whose effect the kernel does not show.
func notProved(closer io.Closer, cause error, detail string) error {
	closer.Close()
	return rpc.Refuse(rpc.NotProved, cause, detail)
}
