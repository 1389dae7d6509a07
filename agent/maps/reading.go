package maps

import (
	"context"
	"errors"
	"fmt"
	"io"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/rpc"
)

// SendChunk sends one `map/chunk`; the bytes are its own until it returns.
type SendChunk func(reading int, batch uint64, count int, keys, values []byte) error

const (
	// chunkBytes is how much data a chunk carries as a rule; an entry that is larger has a chunk of its own.
	chunkBytes = 1 << 20
	// ahead is how many blocks are read before the ones in hand are sent.
	ahead = 3
)

// reading is one `map/read` under way.
type reading struct {
	params rpc.MapReadParams
	m      *Map
	send   SendChunk
	window *window

	// chunk is the number of entries of a chunk, at most.
	chunk int
	// room is the number of entries that are read at a time, as a rule.
	room  int
	batch uint64
	sent  int
}

// found is a block that the filling side has read, and how that ended.
type found struct {
	*block
	err error
}

// run sends the entries of the map, and reads the next ones meanwhile.
func (r *reading) run(ctx context.Context) rpc.MapReadResult {
	if why := r.m.unreadable(); why != "" {
		return rpc.MapReadResult{Status: "unreadable", Detail: why}
	}
	r.chunk = max(1, chunkBytes/max(1, int(r.m.KeySize)+r.m.valueBytes))
	if r.params.Chunk > 0 {
		r.chunk = min(r.chunk, r.params.Chunk)
	}
	r.room = min(r.chunk, max(int(r.m.MaxEntries), 1))
	if r.params.Most > 0 {
		// One more than that tells whether there are more.
		r.room = min(r.room, r.params.Most+1)
	}

	ctx, stop := context.WithCancel(ctx)
	from := r.m.source()
	empty, full := make(chan *block, ahead), make(chan found)
	for range ahead {
		empty <- nil // Made by the one that fills it, when it is needed.
	}
	go func() {
		defer close(full)
		r.fillBlocks(ctx, from, empty, full)
	}()
	status, err := r.sendBlocks(ctx, empty, full)
	stop()
	// The source is in use until the filling side has ended.
	for range full {
	}
	from.close()

	result := rpc.MapReadResult{Status: status, Entries: r.sent, Method: from.method()}
	if err != nil {
		result.Detail, result.Errno = errno.Text(err), errno.Name(err)
	}
	if status == "unreadable" {
		result.Method = ""
		result.Detail = fmt.Sprintf("This kernel does not show what is in a map of the type %s: %s.", r.m.TypeName(), result.Detail)
	}
	return result
}

// fillBlocks reads until the end of the map or an error, which goes with the last block.
func (r *reading) fillBlocks(ctx context.Context, from source, empty <-chan *block, full chan<- found) {
	for {
		var b *block
		select {
		case b = <-empty:
		case <-ctx.Done():
			return
		}
		if b == nil {
			b = r.m.newBlock(r.room)
		}
		err := from.fill(b)
		select {
		case full <- found{b, err}:
		case <-ctx.Done():
			return
		}
		if err != nil {
			return
		}
	}
}

func (r *reading) sendBlocks(ctx context.Context, empty chan<- *block, full <-chan found) (string, error) {
	for {
		var now found
		open := true
		select {
		case now, open = <-full:
		case <-ctx.Done():
			open = false
		}
		// A stop ends the filling side too, which may be faster to close its channel.
		if !open {
			return "stopped", nil
		}
		if ended := errors.Is(now.err, io.EOF); now.err != nil && !ended {
			return r.failed(now.err)
		}
		for at := 0; at < now.count; {
			count := min(r.chunk, now.count-at)
			if r.params.Most > 0 {
				count = min(count, r.params.Most-r.sent)
			}
			if count == 0 {
				return "most", nil
			}
			if !r.window.wait(ctx, r.batch+1) {
				return "stopped", nil
			}
			r.batch++
			keySize := int(r.m.KeySize)
			err := r.send(r.params.Reading, r.batch, count,
				now.keys[at*keySize:(at+count)*keySize], now.values[at*r.m.valueBytes:(at+count)*r.m.valueBytes])
			if err != nil {
				return "failed", err
			}
			at += count
			r.sent += count
		}
		if now.err != nil {
			return "done", nil
		}
		empty <- now.block
	}
}

// failed tells a map that the kernel does not show from one that it could not go on reading.
func (r *reading) failed(err error) (string, error) {
	if r.sent == 0 && errno.Is(err, errno.ENOTSUPP, unix.EOPNOTSUPP, unix.EINVAL) {
		return "unreadable", err
	}
	return "failed", err
}
