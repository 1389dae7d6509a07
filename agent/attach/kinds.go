package attach

import "github.com/ebpf-workbench/agent/section"

// tracingKindsMore are the tracing and kernel kinds whose sections are in section/tracing.go.
var tracingKindsMore = map[section.Kind]func(Request, uint32) (*Attached, error){
	section.Uprobe:         uprobe,
	section.Uretprobe:      uprobe,
	section.USDT:           usdt,
	section.PerfEvent:      perfEvent,
	section.Iter:           iter,
	section.LSM:            lsm,
	section.StructOps:      attachStructOps,
	section.Freplace:       replace,
	section.LSMCgroup:      lsmCgroup,
	section.Syscall:        runOnce,
	section.Fsession:       tracing,
	section.KprobeMulti:    kprobeMulti,
	section.KretprobeMulti: kprobeMulti,
	section.KprobeSession:  kprobeMulti,
	section.UprobeMulti:    uprobeMulti,
	section.UretprobeMulti: uprobeMulti,
	section.UprobeSession:  uprobeMulti,
}
