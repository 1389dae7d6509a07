package candidates

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/ebpf-workbench/agent/rpc"
)

// ErrNoCgroup2 says that BPF has nothing to be attached to: programs go into version 2 control groups only.
var ErrNoCgroup2 = errors.New("no cgroup2 file system is mounted; `mount -t cgroup2 none /mnt` mounts one")

// mostCgroups bounds the list: container hosts have thousands.
const mostCgroups = 2000

// CgroupRoot is where the cgroup2 hierarchy is mounted.
func CgroupRoot() (string, error) {
	text, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return "", err
	}
	return cgroupRoot(string(text))
}

// cgroupRoot reads mountinfo, and prefers a mount of the whole hierarchy to one of a part:
//
//	35 24 0:30 / /sys/fs/cgroup/unified rw,nosuid shared:10 - cgroup2 cgroup2 rw,nsdelegate
func cgroupRoot(mountinfo string) (string, error) {
	found := ""
	for line := range strings.Lines(mountinfo) {
		mount, source, ok := strings.Cut(line, " - ")
		fields := strings.Fields(mount)
		if !ok || len(fields) < 5 || !strings.HasPrefix(source, "cgroup2 ") {
			continue
		}
		at := unescapeMount(fields[4])
		if fields[3] == "/" {
			return at, nil
		}
		if found == "" {
			found = at
		}
	}
	if found == "" {
		return "", ErrNoCgroup2
	}
	return found, nil
}

// unescapeMount undoes what mountinfo does to blanks, tabs, line ends and backslashes: `\040`.
func unescapeMount(text string) string {
	var plain strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && i+4 <= len(text) {
			if code, err := strconv.ParseUint(text[i+1:i+4], 8, 8); err == nil {
				plain.WriteByte(byte(code))
				i += 3
				continue
			}
		}
		plain.WriteByte(text[i])
	}
	return plain.String()
}

// Cgroups lists the control groups by path below the hierarchy's root, which is `/`, parents first.
func Cgroups() ([]rpc.Candidate, error) {
	root, err := CgroupRoot()
	if err != nil {
		return nil, err
	}
	rows := []rpc.Candidate{}
	for waiting := []string{"/"}; len(waiting) > 0 && len(rows) < mostCgroups; waiting = waiting[1:] {
		group := waiting[0]
		rows = append(rows, rpc.Candidate{Name: group, Detail: processesIn(filepath.Join(root, group))})
		children, err := os.ReadDir(filepath.Join(root, group))
		if err != nil {
			continue // It ended meanwhile.
		}
		for _, child := range children {
			if child.IsDir() {
				waiting = append(waiting, filepath.Join(group, child.Name()))
			}
		}
	}
	return rows, nil
}

// processesIn says how many processes are in a group itself, and what the first of them are:
//
//	processes: 7 (sshd, bash, sleep, …)
func processesIn(path string) string {
	text, err := os.ReadFile(filepath.Join(path, "cgroup.procs"))
	if err != nil {
		return ""
	}
	pids := strings.Fields(string(text))
	var names []string
	for _, pid := range pids {
		if len(names) == 3 {
			names = append(names, "…")
			break
		}
		if name, err := os.ReadFile("/proc/" + pid + "/comm"); err == nil {
			names = append(names, strings.TrimSpace(string(name)))
		}
	}
	switch {
	case len(pids) == 0:
		return "no processes of its own"
	case len(names) == 0:
		return fmt.Sprintf("processes: %d", len(pids))
	}
	return fmt.Sprintf("processes: %d (%s)", len(pids), strings.Join(names, ", "))
}
