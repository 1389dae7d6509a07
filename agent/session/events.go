package session

import "github.com/ebpf-workbench/agent/rpc"

func (s *Session) eventMethods() rpc.Methods { return rpc.Methods{} }
