// Package section reads the section names of BPF objects as libbpf does: which hook a program is for, and
// what of the hook the name already says. It knows the hooks that this agent attaches; every other name is
// Other, and is loaded by cilium/ebpf's own table where that knows it.
//
// Source: section_defs[] in tools/lib/bpf/libbpf.c, Linux 7.3.
package section

import "strings"

// Section is a section name taken apart.
type Section struct {
	// Name is the section name as the object has it, a leading `?` included.
	Name string
	Kind Kind
	// Target is what follows the first slash: `sched/sched_switch`, `do_unlinkat+0x4`; "" when left open.
	Target string
	// Optional programs (`?` in front) are loaded only when they are asked for by name.
	Optional bool
	// Sleepable programs (`.s`) may fault; the verifier must be told at load.
	Sleepable bool
	// Writable raw tracepoints (`.w`) have a program type of their own.
	Writable bool
}

var byPrefix = map[string]Section{
	"tracepoint":       {Kind: Tracepoint},
	"tp":               {Kind: Tracepoint},
	"tracepoint.s":     {Kind: Tracepoint, Sleepable: true},
	"tp.s":             {Kind: Tracepoint, Sleepable: true},
	"raw_tracepoint":   {Kind: RawTracepoint},
	"raw_tp":           {Kind: RawTracepoint},
	"raw_tracepoint.s": {Kind: RawTracepoint, Sleepable: true},
	"raw_tp.s":         {Kind: RawTracepoint, Sleepable: true},
	"raw_tracepoint.w": {Kind: RawTracepoint, Writable: true},
	"raw_tp.w":         {Kind: RawTracepoint, Writable: true},
	"tp_btf":           {Kind: RawTracepointBTF},
	"tp_btf.s":         {Kind: RawTracepointBTF, Sleepable: true},
	"kprobe":           {Kind: Kprobe},
	"kretprobe":        {Kind: Kretprobe},
	"ksyscall":         {Kind: Ksyscall},
	"kretsyscall":      {Kind: Kretsyscall},
	"fentry":           {Kind: Fentry},
	"fentry.s":         {Kind: Fentry, Sleepable: true},
	"fexit":            {Kind: Fexit},
	"fexit.s":          {Kind: Fexit, Sleepable: true},
	"fmod_ret":         {Kind: FmodRet},
	"fmod_ret.s":       {Kind: FmodRet, Sleepable: true},
}

// Parse takes a section name apart. It has no errors: a name that it does not know is Other.
func Parse(name string) Section {
	bare, optional := strings.CutPrefix(name, "?")
	prefix, target, _ := strings.Cut(bare, "/")
	parsed := byPrefix[prefix]
	if parsed.Kind == Other {
		parsed = tracingPrefixes[prefix]
	}
	if parsed.Kind == Other && isInterfaceXDP(bare) {
		parsed.Kind = XDP
		target = ""
	}
	if parsed.Kind == Other {
		parsed.Kind = networkKind(bare)
	}
	parsed.Name, parsed.Target, parsed.Optional = name, target, optional
	return parsed
}

// isInterfaceXDP tells XDP programs for an interface from those that only run inside a devmap or cpumap.
// libbpf before 1.0 took any suffix (`xdp_drop`, `xdp/eth0`); tutorials still use them.
func isInterfaceXDP(bare string) bool {
	return strings.HasPrefix(bare, "xdp") &&
		!strings.HasSuffix(bare, "/devmap") && !strings.HasSuffix(bare, "/cpumap")
}

// AttachesByBTF tells whether the kernel must know the target at load, by its BTF id.
func (s Section) AttachesByBTF() bool {
	switch s.Kind {
	case RawTracepointBTF, Fentry, Fexit, FmodRet, Fsession, LSM, LSMCgroup, Iter:
		return true
	}
	return false
}
