package session

import (
	"encoding/json"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/creachadair/jrpc2/channel"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/rpc"
)

// peer is the other side of a session that serves in this process.
type peer struct {
	t       *testing.T
	session *Session
	wire    channel.Channel
	// served has the end of serving.
	served chan error

	// sending is not mu: a session that does not read must not keep answers from being taken.
	sending sync.Mutex

	mu      sync.Mutex
	last    int
	waiting map[int]chan answer
	chunks  []rpc.MapChunk
	// ack tells whether chunks are acknowledged as they come.
	ack bool
}

type answer struct {
	ID     int
	Method string
	Params json.RawMessage
	Result json.RawMessage
	Error  *struct {
		Code    int
		Message string
	}
}

func newPeer(t *testing.T) *peer {
	t.Helper()
	return newPeerOf(t, func(rpc.Methods) {})
}

// newPeerOf is one of a session whose methods are changed.
func newPeerOf(t *testing.T, change func(rpc.Methods)) *peer {
	t.Helper()
	kerneltest.NeedsRoot(t)
	in, toSession, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	fromSession, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	p := &peer{t: t, served: make(chan error, 1), waiting: make(map[int]chan answer), ack: true}
	p.wire = channel.LSP(fromSession, toSession)
	wire := rpc.NewWire(in, out, func(error) {})
	p.session = New("test", wire, func() {})
	methods := p.session.Methods()
	change(methods)
	go func() {
		p.served <- rpc.Serve(wire, methods)
		p.session.Close()
		in.Close()
		out.Close()
	}()
	go p.receive()
	t.Cleanup(func() { p.wire.Close() })
	return p
}

func (p *peer) receive() {
	for {
		raw, err := p.wire.Recv()
		if err != nil {
			return
		}
		var got answer
		if err := json.Unmarshal(raw, &got); err != nil {
			p.t.Error(err)
			return
		}
		p.mu.Lock()
		if got.Method == "map/chunk" {
			var chunk rpc.MapChunk
			if err := json.Unmarshal(got.Params, &chunk); err != nil {
				p.t.Error(err)
			}
			p.chunks = append(p.chunks, chunk)
			if p.ack {
				go p.send(0, "map/ack", rpc.ReadingAck{Reading: chunk.Reading, Batch: chunk.Batch})
			}
		} else if waits := p.waiting[got.ID]; waits != nil {
			waits <- got
		}
		p.mu.Unlock()
	}
}

func (p *peer) send(id int, method string, params any) {
	raw, err := json.Marshal(struct {
		Version string `json:"jsonrpc"`
		ID      int    `json:"id,omitempty"`
		Method  string `json:"method"`
		Params  any    `json:"params"`
	}{"2.0", id, method, params})
	if err != nil {
		p.t.Error(err)
	}
	p.sending.Lock()
	defer p.sending.Unlock()
	_ = p.wire.Send(raw)
}

// ask sends a request, and returns where its answer will come.
func (p *peer) ask(method string, params any) chan answer {
	waits := make(chan answer, 1)
	p.mu.Lock()
	p.last++
	number := p.last
	p.waiting[number] = waits
	p.mu.Unlock()
	p.send(number, method, params)
	return waits
}

// askRaw asks with parameters as they are written.
func (p *peer) askRaw(method, params string) chan answer {
	return p.ask(method, json.RawMessage(params))
}

// raw waits for the answer, whatever it is.
func (p *peer) raw(method, params string) answer {
	p.t.Helper()
	select {
	case got := <-p.askRaw(method, params):
		return got
	case <-time.After(10 * time.Second):
		p.t.Fatalf("no answer to %s %s", method, params)
	}
	return answer{}
}

// answerOf waits for an answer, which is no error.
func answerOf[R any](p *peer, waits chan answer) R {
	p.t.Helper()
	var result R
	select {
	case got := <-waits:
		if got.Error != nil {
			p.t.Fatal(got.Error.Message)
		}
		if err := json.Unmarshal(got.Result, &result); err != nil {
			p.t.Fatalf("%v: %s", err, got.Result)
		}
	case <-time.After(10 * time.Second):
		p.t.Fatal("no answer")
	}
	return result
}

func call[R any](p *peer, method string, params any) R {
	p.t.Helper()
	return answerOf[R](p, p.ask(method, params))
}

func (p *peer) received() []rpc.MapChunk {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]rpc.MapChunk{}, p.chunks...)
}

// await waits until a condition holds.
func await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("not within 10 s: " + what)
		}
	}
}
