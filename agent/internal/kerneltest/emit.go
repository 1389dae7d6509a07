package kerneltest

import (
	"encoding/binary"

	"github.com/cilium/ebpf"
)

// Emit makes a raw_tp program of testdata/records.bpf.c send so many records, numbered from first. It runs on CPU 0.
func Emit(program *ebpf.Program, count, first int) error {
	context := binary.NativeEndian.AppendUint64(nil, uint64(count))
	context = binary.NativeEndian.AppendUint64(context, uint64(first))
	_, err := program.Run(&ebpf.RunOptions{Context: context, Flags: 1}) // BPF_F_TEST_RUN_ON_CPU
	return err
}
