package session

import (
	"context"
	"os"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/probe"
	"github.com/ebpf-workbench/agent/rpc"
)

func (s *Session) hello(context.Context, rpc.Empty) (*rpc.AgentHello, error) {
	var name unix.Utsname
	if err := unix.Uname(&name); err != nil {
		return nil, err
	}
	return &rpc.AgentHello{
		Version: s.version, Protocol: rpc.ProtocolVersion,
		KernelRelease: unix.ByteSliceToString(name.Release[:]),
		Machine:       unix.ByteSliceToString(name.Machine[:]),
		Hostname:      unix.ByteSliceToString(name.Nodename[:]),
		UID:           os.Getuid(), PID: os.Getpid(),
	}, nil
}

func (s *Session) alive(context.Context, rpc.Empty) error {
	s.spoke.Store(true)
	s.heard()
	return nil
}

func (s *Session) probe(context.Context, rpc.Empty) (*rpc.AgentProbe, error) {
	return &rpc.AgentProbe{Features: probe.All(s.tracefs)}, nil
}
