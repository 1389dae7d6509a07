package rpc

import (
	"encoding/json"
	"io"
	"sync"

	"github.com/creachadair/jrpc2/channel"
)

// Wire is the one writer to the peer: answers from jrpc2 and the agent's own notifications take turns. It is a
// jrpc2 channel. After the first failed write the peer is gone, and broken is called once.
type Wire struct {
	channel.Channel
	out    io.Writer
	broken func(error)

	mu     sync.Mutex
	failed error
}

// NewWire frames messages with `Content-Length`, as vscode-jsonrpc does.
func NewWire(in io.Reader, out io.WriteCloser, broken func(error)) *Wire {
	return &Wire{Channel: channel.LSP(in, out), out: out, broken: broken}
}

// Send writes one message.
func (w *Wire) Send(message []byte) error {
	return w.write(func() error { return w.Channel.Send(message) })
}

// sendFramed writes a message that has its header already.
func (w *Wire) sendFramed(message []byte) error {
	return w.write(func() error {
		_, err := w.out.Write(message)
		return err
	})
}

// Notify sends a notification.
func (w *Wire) Notify(method string, params any) error {
	message, err := json.Marshal(struct {
		Version string `json:"jsonrpc"`
		Method  string `json:"method"`
		Params  any    `json:"params"`
	}{"2.0", method, params})
	if err != nil {
		return err
	}
	return w.Send(message)
}

func (w *Wire) write(send func() error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.failed != nil {
		return w.failed
	}
	if w.failed = send(); w.failed != nil {
		w.broken(w.failed)
	}
	return w.failed
}
