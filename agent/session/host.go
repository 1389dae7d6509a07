package session

import (
	"context"

	"github.com/creachadair/jrpc2"

	"github.com/ebpf-workbench/agent/host"
	"github.com/ebpf-workbench/agent/left"
	"github.com/ebpf-workbench/agent/rpc"
)

func (s *Session) hostMethods() rpc.Methods {
	return rpc.Methods{
		"host/objects": rpc.Method(s.hostObjects),
		"host/detach":  rpc.Method(s.hostDetach),
		"host/unpin":   rpc.Method(s.hostUnpin),
	}
}

func (s *Session) hostObjects(context.Context, rpc.Empty) (*rpc.HostObjects, error) {
	objects, err := host.Objects(s.ours())
	if err != nil {
		return nil, err
	}
	objects.Left, err = left.List()
	return objects, err
}

func (s *Session) hostDetach(_ context.Context, params rpc.AttachmentHandle) (*rpc.HostChange, error) {
	change, err := host.Detach(params.Handle)
	if err != nil {
		return nil, jrpc2.Errorf(jrpc2.InvalidParams, "%v", err)
	}
	return change, nil
}

func (s *Session) hostUnpin(_ context.Context, params rpc.PinPath) (*rpc.HostChange, error) {
	return host.Unpin(params.Path), nil
}
