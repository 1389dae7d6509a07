package events

import (
	"errors"
	"fmt"
	"os"

	"github.com/cilium/ebpf"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/rpc"
)

// Why a map is not read, in EventsStart.
const (
	shared      = "shared"
	notReadable = "notReadable"
	gone        = "gone"
	permission  = "permission"
	other       = "other"
)

// Options is what a reading is started with.
type Options struct {
	Map uint32
	// Owners lists the other processes that hold the map. It is not asked when nil: they may lose records.
	Owners func() ([]rpc.Owner, error)
	Send   Send
	// Ended is called with the reason when the reading ends by itself.
	Ended func(error)
}

// Start opens a map and begins to read it. The answer says what happened; without a reading it says why.
func Start(options Options) (*Reading, *rpc.EventsStart) {
	held, err := ebpf.NewMapFromID(ebpf.MapID(options.Map))
	if err != nil {
		return nil, refuseMap(options.Map, err)
	}
	reading, refusal := open(held, options)
	if refusal != nil {
		held.Close()
		return nil, refusal
	}
	go reading.run()
	return reading, &rpc.EventsStart{Started: true, Kind: reading.Kind}
}

func open(held *ebpf.Map, options Options) (*Reading, *rpc.EventsStart) {
	if why := whyNotReadable(held.Type()); why != "" {
		return nil, refuse(notReadable, nil, why)
	}
	if options.Owners != nil {
		if refusal := refuseShared(held, options); refusal != nil {
			return nil, refusal
		}
	}
	reading := newReading(held, options)
	var err error
	if held.Type() == ebpf.RingBuf {
		reading.Kind = "ringbuf"
		reading.source, err = openRing(held)
	} else {
		reading.Kind = "perf"
		reading.source, err = openPerf(held)
	}
	switch {
	case errno.Is(err, unix.EPERM, unix.EACCES):
		return nil, refuse(permission, err, "The kernel does not let this map's buffer be mapped: "+errno.Text(err))
	case err != nil:
		return nil, refuse(other, err, "Opening the buffer: "+err.Error())
	}
	return reading, nil
}

func refuseShared(held *ebpf.Map, options Options) *rpc.EventsStart {
	owners, err := options.Owners()
	if err != nil {
		return refuse(other, err, "Looking for other readers: "+err.Error())
	}
	if len(owners) == 0 {
		return nil
	}
	detail := "Another process holds this ring buffer and may be reading it. Each record reaches one reader only: what " +
		"is read here, the other one does not get."
	if held.Type() == ebpf.PerfEventArray {
		detail = "Another process holds this perf event array and may be reading it. Reading it here puts other buffers " +
			"in the place of that one's, which then gets nothing any more, not even after this reading has ended."
	}
	refusal := refuse(shared, nil, detail+" The kernel does not tell whether a process that loaded a map reads it.")
	refusal.Owners = owners
	return refusal
}

// whyNotReadable is empty for the two types that programs send records through.
func whyNotReadable(kind ebpf.MapType) string {
	switch kind {
	case ebpf.RingBuf, ebpf.PerfEventArray:
		return ""
	case ebpf.UserRingbuf:
		return "Records go the other way in a user ring buffer: user space writes them, and the program reads them."
	}
	return "This map holds entries, not records. Only ring buffers and perf event arrays are read as a stream."
}

func refuseMap(id uint32, err error) *rpc.EventsStart {
	switch {
	case errors.Is(err, os.ErrNotExist):
		return refuse(gone, err, fmt.Sprintf("There is no map %d any more.", id))
	case errors.Is(err, os.ErrPermission):
		return refuse(permission, err, fmt.Sprintf("The kernel does not let map %d be opened: %s.", id, errno.Text(err)))
	}
	return refuse(other, err, fmt.Sprintf("Opening map %d: %v", id, err))
}

func refuse(problem string, cause error, detail string) *rpc.EventsStart {
	return &rpc.EventsStart{Problem: problem, Detail: detail, Errno: errno.Name(cause)}
}
