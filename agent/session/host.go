package session

import "github.com/ebpf-workbench/agent/rpc"

func (s *Session) hostMethods() rpc.Methods { return rpc.Methods{} }
