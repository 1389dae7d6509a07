package main

import "github.com/cilium/ebpf"

// programTypes are all whose programs load without anything else. The others cannot be probed this way: what TRACING,
// LSM, EXT and STRUCT_OPS may call depends on the function that they attach to.
var programTypes = []struct {
	// name is the kernel's, without BPF_PROG_TYPE_.
	name   string
	number ebpf.ProgramType
}{
	{"SOCKET_FILTER", ebpf.SocketFilter},
	{"KPROBE", ebpf.Kprobe},
	{"SCHED_CLS", ebpf.SchedCLS},
	{"SCHED_ACT", ebpf.SchedACT},
	{"TRACEPOINT", ebpf.TracePoint},
	{"XDP", ebpf.XDP},
	{"PERF_EVENT", ebpf.PerfEvent},
	{"CGROUP_SKB", ebpf.CGroupSKB},
	{"CGROUP_SOCK", ebpf.CGroupSock},
	{"LWT_IN", ebpf.LWTIn},
	{"LWT_OUT", ebpf.LWTOut},
	{"LWT_XMIT", ebpf.LWTXmit},
	{"SOCK_OPS", ebpf.SockOps},
	{"SK_SKB", ebpf.SkSKB},
	{"CGROUP_DEVICE", ebpf.CGroupDevice},
	{"SK_MSG", ebpf.SkMsg},
	{"RAW_TRACEPOINT", ebpf.RawTracepoint},
	{"CGROUP_SOCK_ADDR", ebpf.CGroupSockAddr},
	{"LWT_SEG6LOCAL", ebpf.LWTSeg6Local},
	{"LIRC_MODE2", ebpf.LircMode2},
	{"SK_REUSEPORT", ebpf.SkReuseport},
	{"FLOW_DISSECTOR", ebpf.FlowDissector},
	{"CGROUP_SYSCTL", ebpf.CGroupSysctl},
	{"RAW_TRACEPOINT_WRITABLE", ebpf.RawTracepointWritable},
	{"CGROUP_SOCKOPT", ebpf.CGroupSockopt},
	{"SK_LOOKUP", ebpf.SkLookup},
	{"SYSCALL", ebpf.Syscall},
	{"NETFILTER", ebpf.Netfilter},
}
