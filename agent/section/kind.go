package section

// Kind is a way to attach.
type Kind int

// Other is every section that this agent does not attach.
const Other Kind = 0

// Tracing and the kernel.
const (
	Tracepoint Kind = 1 + iota
	RawTracepoint
	RawTracepointBTF
	Kprobe
	Kretprobe
	Ksyscall
	Kretsyscall
	KprobeMulti
	KretprobeMulti
	KprobeSession
	Fentry
	Fexit
	FmodRet
	// Fsession runs at a function's entry and at its return (Linux 7.0).
	Fsession
	Uprobe
	Uretprobe
	UprobeMulti
	UretprobeMulti
	UprobeSession
	// USDT is a user statically defined tracepoint.
	USDT
	PerfEvent
	LSM
	LSMCgroup
	Iter
	// StructOps programs are members of a structure of functions, which is registered as a whole.
	StructOps
	// Syscall programs are run once, and attached to nothing.
	Syscall
	// Freplace programs stand in for a function of another program, which the kernel must know at load.
	Freplace
)

// The network, control groups and sockets.
const (
	XDP Kind = 100 + iota
	// XDPInMap programs run when a devmap or cpumap sends them a packet.
	XDPInMap
	// TC is a classifier: tcx or a clsact filter.
	TC
	TCAction
	Netkit
	Cgroup
	// SockMap is sk_skb and sk_msg, whose hook is a map of sockets.
	SockMap
	// NetNS is sk_lookup and flow_dissector, whose hook is a network namespace.
	NetNS
	Reuseport
	Netfilter
	SocketFilter
	LWT
	LircMode2
)
