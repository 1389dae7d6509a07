package kernel

import "strconv"

// The kernel's own short names, as bpftool and libbpf print them (libbpf_bpf_prog_type_str,
// libbpf_bpf_map_type_str), by the numbers of enum bpf_prog_type and enum bpf_map_type. Linux 7.3.
var programTypes = []string{
	"unspec", "socket_filter", "kprobe", "sched_cls", "sched_act", "tracepoint", "xdp", "perf_event",
	"cgroup_skb", "cgroup_sock", "lwt_in", "lwt_out", "lwt_xmit", "sock_ops", "sk_skb", "cgroup_device",
	"sk_msg", "raw_tracepoint", "cgroup_sock_addr", "lwt_seg6local", "lirc_mode2", "sk_reuseport",
	"flow_dissector", "cgroup_sysctl", "raw_tracepoint_writable", "cgroup_sockopt", "tracing", "struct_ops",
	"ext", "lsm", "sk_lookup", "syscall", "netfilter",
}

var mapTypes = []string{
	"unspec", "hash", "array", "prog_array", "perf_event_array", "percpu_hash", "percpu_array", "stack_trace",
	"cgroup_array", "lru_hash", "lru_percpu_hash", "lpm_trie", "array_of_maps", "hash_of_maps", "devmap",
	"sockmap", "cpumap", "xskmap", "sockhash", "cgroup_storage", "reuseport_sockarray", "percpu_cgroup_storage",
	"queue", "stack", "sk_storage", "devmap_hash", "struct_ops", "ringbuf", "inode_storage", "task_storage",
	"bloom_filter", "user_ringbuf", "cgrp_storage", "arena", "insn_array", "rhash",
}

// ProgramTypeName and MapTypeName return the number itself for a type that is newer than these tables.

func ProgramTypeName(number uint32) string { return nameOf(programTypes, number) }

func MapTypeName(number uint32) string { return nameOf(mapTypes, number) }

func nameOf(names []string, number uint32) string {
	if number < uint32(len(names)) {
		return names[number]
	}
	return strconv.FormatUint(uint64(number), 10)
}
