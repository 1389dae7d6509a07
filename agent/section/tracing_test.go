package section

import "testing"

func TestParseTracing(t *testing.T) {
	for name, want := range map[string]Section{
		"uprobe":                       {Kind: Uprobe},
		"uretprobe.s/libc.so.6:malloc": {Kind: Uretprobe, Target: "libc.so.6:malloc", Sleepable: true},
		"kretprobe.multi/tcp_*":        {Kind: KretprobeMulti, Target: "tcp_*"},
		"kprobe.session/tcp_*":         {Kind: KprobeSession, Target: "tcp_*"},
		"uprobe.multi.s//bin/sh:*":     {Kind: UprobeMulti, Target: "/bin/sh:*", Sleepable: true},
		"uprobe.session/sh:*":          {Kind: UprobeSession, Target: "sh:*"},
		"usdt//usr/bin/python3:a:b":    {Kind: USDT, Target: "/usr/bin/python3:a:b"},
		"?perf_event":                  {Kind: PerfEvent, Optional: true},
		"lsm.s/bprm_committed_creds":   {Kind: LSM, Target: "bprm_committed_creds", Sleepable: true},
		"lsm_cgroup/socket_bind":       {Kind: LSMCgroup, Target: "socket_bind"},
		"iter/task":                    {Kind: Iter, Target: "task"},
		"struct_ops/ssthresh":          {Kind: StructOps, Target: "ssthresh"},
		"syscall":                      {Kind: Syscall, Sleepable: true},
		"freplace/decide":              {Kind: Freplace, Target: "decide"},
		"uprobes/x":                    {Target: "x"},
	} {
		want.Name = name
		if got := Parse(name); got != want {
			t.Errorf("%q: got %+v, want %+v", name, got, want)
		}
	}
}

func TestFunction(t *testing.T) {
	for name, want := range map[string]string{
		"lsm/file_open": "bpf_lsm_file_open", "iter.s/task": "bpf_iter_task", "fentry/do_unlinkat": "do_unlinkat",
	} {
		if got := Parse(name).Function(); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}
