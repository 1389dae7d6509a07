package session

import "github.com/ebpf-workbench/agent/rpc"

func (s *Session) linkMethods() rpc.Methods { return rpc.Methods{} }
