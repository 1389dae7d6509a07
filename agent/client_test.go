package main

import (
	"encoding/json"
	"errors"
	"io"
	"sync"

	"github.com/creachadair/jrpc2/channel"
)

// client is the peer's side of the wire. jrpc2's own client hands notifications on in no order.
type client struct {
	ended  chan struct{}
	notify func(method string, params json.RawMessage)

	// sending is not mu: an agent that does not read must not keep answers from being taken.
	sending sync.Mutex
	wire    channel.Channel

	mu      sync.Mutex
	last    int
	waiting map[int]chan message
}

type message struct {
	ID     int
	Method string
	Params json.RawMessage
	Result json.RawMessage
	Error  *struct {
		Code    int
		Message string
	}
}

func newClient(out io.Reader, in io.WriteCloser, notify func(string, json.RawMessage)) *client {
	c := &client{
		ended: make(chan struct{}), notify: notify, wire: channel.LSP(out, in), waiting: make(map[int]chan message),
	}
	go c.read()
	return c
}

func (c *client) read() {
	defer close(c.ended)
	for {
		raw, err := c.wire.Recv()
		if err != nil {
			return
		}
		var m message
		if err := json.Unmarshal(raw, &m); err != nil {
			panic(err)
		}
		if m.Method != "" {
			c.notify(m.Method, m.Params)
			continue
		}
		c.mu.Lock()
		c.waiting[m.ID] <- m
		delete(c.waiting, m.ID)
		c.mu.Unlock()
	}
}

// send sends a notification when id is 0.
func (c *client) send(id int, method string, params any) error {
	raw, err := json.Marshal(struct {
		Version string `json:"jsonrpc"`
		ID      int    `json:"id,omitempty"`
		Method  string `json:"method"`
		Params  any    `json:"params,omitempty"`
	}{"2.0", id, method, params})
	if err != nil {
		return err
	}
	c.sending.Lock()
	defer c.sending.Unlock()
	return c.wire.Send(raw)
}

func (c *client) call(method string, params any) (json.RawMessage, error) {
	answer := make(chan message, 1)
	c.mu.Lock()
	c.last++
	id := c.last
	c.waiting[id] = answer
	c.mu.Unlock()
	if err := c.send(id, method, params); err != nil {
		return nil, err
	}
	select {
	case m := <-answer:
		if m.Error != nil {
			return nil, errors.New(m.Error.Message)
		}
		return m.Result, nil
	case <-c.ended:
		return nil, errors.New("the agent has ended")
	}
}

func (c *client) close() { _ = c.wire.Close() }
