package session

import "github.com/ebpf-workbench/agent/rpc"

func (s *Session) statsMethods() rpc.Methods { return rpc.Methods{} }
