package section

import "testing"

func TestParse(t *testing.T) {
	for name, want := range map[string]Section{
		"tracepoint/sched/sched_switch": {Kind: Tracepoint, Target: "sched/sched_switch"},
		"tp/sched/sched_switch":         {Kind: Tracepoint, Target: "sched/sched_switch"},
		"tp.s/syscalls/sys_enter_write": {Kind: Tracepoint, Target: "syscalls/sys_enter_write", Sleepable: true},
		"tracepoint":                    {Kind: Tracepoint},
		"?tp/sched/sched_switch":        {Kind: Tracepoint, Target: "sched/sched_switch", Optional: true},
		"raw_tp/sched_switch":           {Kind: RawTracepoint, Target: "sched_switch"},
		"raw_tracepoint.w/bdi":          {Kind: RawTracepoint, Target: "bdi", Writable: true},
		"tp_btf/sched_switch":           {Kind: RawTracepointBTF, Target: "sched_switch"},
		"kprobe/do_unlinkat+0x10":       {Kind: Kprobe, Target: "do_unlinkat+0x10"},
		"kprobe":                        {Kind: Kprobe},
		"kretprobe/do_unlinkat":         {Kind: Kretprobe, Target: "do_unlinkat"},
		"ksyscall/write":                {Kind: Ksyscall, Target: "write"},
		"kretsyscall/write":             {Kind: Kretsyscall, Target: "write"},
		"fentry.s/bpf_testmod:f":        {Kind: Fentry, Target: "bpf_testmod:f", Sleepable: true},
		"fexit/f":                       {Kind: Fexit, Target: "f"},
		"fmod_ret/f":                    {Kind: FmodRet, Target: "f"},
		"xdp":                           {Kind: XDP},
		"xdp.frags":                     {Kind: XDP},
		"xdp_drop":                      {Kind: XDP},
		"xdp/eth0":                      {Kind: XDP},
		"xdp/devmap":                    {Kind: XDPInMap, Target: "devmap"},
		"xdp.frags/cpumap":              {Kind: XDPInMap, Target: "cpumap"},
		"kprobe.multi/do_*":             {Kind: KprobeMulti, Target: "do_*"},
		"kprobes/f":                     {Target: "f"},
		"uprobe//bin/sh:main":           {Kind: Uprobe, Target: "/bin/sh:main"},
		"":                              {},
	} {
		want.Name = name
		if got := Parse(name); got != want {
			t.Errorf("%q: got %+v, want %+v", name, got, want)
		}
	}
}
