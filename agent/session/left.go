package session

import "github.com/ebpf-workbench/agent/rpc"

func (s *Session) leftMethods() rpc.Methods { return rpc.Methods{} }
