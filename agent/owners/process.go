package owners

import (
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/rpc"
)

// pidsOf picks the processes from the names in /proc, by rising number.
func pidsOf(names []string) []int {
	var pids []int
	for _, name := range names {
		if pid, err := strconv.Atoi(name); err == nil {
			pids = append(pids, pid)
		}
	}
	slices.Sort(pids)
	return pids
}

// describe names a process. One that ends at this moment keeps its number.
func describe(pid int, folder string) *rpc.Owner {
	owner := &rpc.Owner{PID: pid}
	if name, err := os.ReadFile(folder + "/comm"); err == nil {
		owner.Command = strings.ToValidUTF8(strings.TrimSuffix(string(name), "\n"), "\uFFFD")
	}
	var about unix.Stat_t
	if err := unix.Stat(folder, &about); err == nil {
		owner.UID = about.Uid
	}
	return owner
}
