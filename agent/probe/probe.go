// Package probe finds out what the kernel can do, by trying it. There are three answers: what could not be tried
// is unknown, and has a reason.
package probe

import (
	"errors"
	"sync"

	"github.com/cilium/ebpf"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/rpc"
	"github.com/ebpf-workbench/agent/tracefs"
)

type answer struct {
	answer rpc.ProbeAnswer
	reason string
}

func yes() answer                  { return answer{answer: rpc.Yes} }
func no(reason string) answer      { return answer{rpc.No, reason} }
func unknown(reason string) answer { return answer{rpc.Unknown, reason} }

type openTracefs func() (*tracefs.Dir, error)

// probes are the rows of the answer, in this order. A new probe is a new row.
var probes = []struct {
	name string
	try  func(openTracefs) answer
}{
	{"btf", kernelBTF},
	{"tracefs", tracingFS},
	{"traceInstance", traceInstance},
	{"jit", jit},
	{"bpfSyscall", bpfSyscall},
	{"tracepoint", programType(ebpf.TracePoint, "4.7")},
	{"rawTracepoint", programType(ebpf.RawTracepoint, "4.17")},
	{"kprobe", kprobe},
	{"tracing", tracing},
	{"xdp", programType(ebpf.XDP, "4.8")},
	{"ringbuf", ringbuf},
	{"bpfLink", bpfLink},
}

// All runs every probe, all at once.
func All(open openTracefs) []rpc.ProbeFeature {
	features := make([]rpc.ProbeFeature, len(probes))
	var running sync.WaitGroup
	for i, probe := range probes {
		running.Go(func() {
			got := probe.try(open)
			features[i] = rpc.ProbeFeature{Name: probe.name, Answer: got.answer, Reason: got.reason}
		})
	}
	running.Wait()
	return features
}

// conclude turns the error of an attempt into an answer. Only errors that mean "the kernel has no such thing" are
// a no; a missing permission, above all, is not.
func conclude(err error, lack string) answer {
	switch {
	case err == nil:
		return yes()
	case errors.Is(err, ebpf.ErrNotSupported), errno.Is(err, unix.ENOSYS, errno.ENOTSUPP, unix.EOPNOTSUPP):
		return no(lack)
	}
	return unknown(errno.Text(err))
}
