package session

import "github.com/ebpf-workbench/agent/rpc"

func (s *Session) mapMethods() rpc.Methods { return rpc.Methods{} }
