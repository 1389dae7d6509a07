package load

import (
	"github.com/cilium/ebpf"

	"github.com/ebpf-workbench/agent/kernel"
)

func programTypeName(t ebpf.ProgramType) string { return kernel.ProgramTypeName(uint32(t)) }

func mapTypeName(t ebpf.MapType) string { return kernel.MapTypeName(uint32(t)) }
