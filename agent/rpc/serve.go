package rpc

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/handler"
)

// Methods is a table of JSON-RPC methods and notifications by name.
type Methods map[string]jrpc2.Handler

// Method makes a typed function a method.
func Method[P, R any](call func(context.Context, P) (R, error)) jrpc2.Handler {
	return func(ctx context.Context, request *jrpc2.Request) (answer any, failed error) {
		defer answerPanic(request, &answer, &failed)
		var params P
		if err := decode(request, &params); err != nil {
			return nil, jrpc2.Errorf(jrpc2.InvalidParams, "%s: %v", request.Method(), err)
		}
		return call(ctx, params)
	}
}

// Null makes a function without a result a method; the peer gets `null`.
func Null[P any](call func(context.Context, P) error) jrpc2.Handler {
	return Method(func(ctx context.Context, params P) (any, error) { return nil, call(ctx, params) })
}

// Serve answers requests, several at a time, until the peer closes its side or the wire breaks. A closed side is
// no error.
func Serve(wire *Wire, methods Methods) error {
	// A program whose verification takes long must not hold up anything else.
	server := jrpc2.NewServer(handler.Map(methods), &jrpc2.ServerOptions{Concurrency: 16, DisableBuiltin: true})
	return server.Start(wire).Wait()
}

// decode accepts parameters as an object, as an array with that object in it, and absent.
func decode(request *jrpc2.Request, into any) error {
	var raw json.RawMessage
	if err := request.UnmarshalParams(&raw); err != nil || len(raw) == 0 {
		return err
	}
	if bytes.HasPrefix(raw, []byte("[")) {
		var list []json.RawMessage
		if err := json.Unmarshal(raw, &list); err != nil {
			return err
		}
		if len(list) != 1 {
			return fmt.Errorf("one object expected, not %d", len(list))
		}
		raw = list[0]
	}
	return json.Unmarshal(raw, into)
}
