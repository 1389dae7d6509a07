package section

// tracingPrefixes are those of tracing and the kernel beyond section.go: what follows the name is a target.
var tracingPrefixes = map[string]Section{
	"uprobe":            {Kind: Uprobe},
	"uprobe.s":          {Kind: Uprobe, Sleepable: true},
	"uretprobe":         {Kind: Uretprobe},
	"uretprobe.s":       {Kind: Uretprobe, Sleepable: true},
	"kprobe.multi":      {Kind: KprobeMulti},
	"kretprobe.multi":   {Kind: KretprobeMulti},
	"kprobe.session":    {Kind: KprobeSession},
	"uprobe.multi":      {Kind: UprobeMulti},
	"uprobe.multi.s":    {Kind: UprobeMulti, Sleepable: true},
	"uretprobe.multi":   {Kind: UretprobeMulti},
	"uretprobe.multi.s": {Kind: UretprobeMulti, Sleepable: true},
	"uprobe.session":    {Kind: UprobeSession},
	"uprobe.session.s":  {Kind: UprobeSession, Sleepable: true},
	"usdt":              {Kind: USDT},
	"usdt.s":            {Kind: USDT, Sleepable: true},
	"fsession":          {Kind: Fsession},
	"fsession.s":        {Kind: Fsession, Sleepable: true},
	"perf_event":        {Kind: PerfEvent},
	"lsm":               {Kind: LSM},
	"lsm.s":             {Kind: LSM, Sleepable: true},
	"lsm_cgroup":        {Kind: LSMCgroup},
	"iter":              {Kind: Iter},
	"iter.s":            {Kind: Iter, Sleepable: true},
	"struct_ops":        {Kind: StructOps},
	"struct_ops.s":      {Kind: StructOps, Sleepable: true},
	"syscall":           {Kind: Syscall, Sleepable: true},
	"freplace":          {Kind: Freplace},
}

// Function is the name in the kernel's type information that a target by BTF stands for: `bpf_lsm_file_open` for
// `lsm/file_open`, `bpf_iter_task` for `iter/task`.
func (s Section) Function() string {
	switch s.Kind {
	case LSM, LSMCgroup:
		return "bpf_lsm_" + s.Target
	case Iter:
		return "bpf_iter_" + s.Target
	}
	return s.Target
}
