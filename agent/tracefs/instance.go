package tracefs

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// Instances carry their maker in their name: the agent's pid, and its start time in clock ticks since boot,
// because pids come back.
var instanceName = regexp.MustCompile(`^ebpf-workbench-([1-9][0-9]{0,9})-([0-9]{1,20})$`)

// OwnInstance is the name of this process's instance.
func OwnInstance() (string, error) {
	started, err := startTime(os.Getpid())
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("ebpf-workbench-%d-%d", os.Getpid(), started), nil
}

// IsInstanceName tells whether a name is one that an agent gives.
func IsInstanceName(name string) bool { return instanceName.MatchString(name) }

// IsStale tells whether a name is one that an agent gives, and that agent is dead.
func IsStale(name string) bool {
	match := instanceName.FindStringSubmatch(name)
	return match != nil && !isAlive(match[1], match[2])
}

// MakeInstance makes an instance; one of the same name that is already there is an error.
func (d *Dir) MakeInstance(name string) error { return os.Mkdir(d.Path("instances", name), 0o700) }

// RemoveInstance removes an instance, and tries again for as long as a reader keeps it busy. An instance that is
// gone already is no error. It refuses names that no agent gives.
func (d *Dir) RemoveInstance(name string, patience time.Duration) error {
	if !IsInstanceName(name) {
		return fmt.Errorf("%q is not the name of an agent's instance", name)
	}
	deadline := time.Now().Add(patience)
	for {
		err := unix.Rmdir(d.Path("instances", name))
		if err == nil || errors.Is(err, unix.ENOENT) {
			return nil
		}
		if !errors.Is(err, unix.EBUSY) || time.Now().After(deadline) {
			return fmt.Errorf("removing the trace instance %s: %w", name, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// RemoveStale removes the instances of agents that are dead. An instance of an agent in another pid namespace
// looks dead from here; the kernel refuses to remove it as long as its agent reads it.
func (d *Dir) RemoveStale() {
	entries, err := os.ReadDir(d.Path("instances"))
	if err != nil {
		return
	}
	for _, entry := range entries {
		if IsStale(entry.Name()) {
			// Busy or forbidden: somebody else's to clear, and no reason to hold up this run.
			_ = d.RemoveInstance(entry.Name(), 0)
		}
	}
}

func isAlive(pid, started string) bool {
	number, err := strconv.Atoi(pid)
	if err != nil {
		return true
	}
	now, err := startTime(number)
	switch {
	case errors.Is(err, os.ErrNotExist), errors.Is(err, unix.ESRCH):
		return false
	case err != nil:
		return true // Could not tell: hands off.
	}
	return strconv.FormatUint(now, 10) == started
}

// startTime reads field 22 of /proc/<pid>/stat. The second field is the name in parentheses, and may itself hold
// blanks and parentheses:
//
//	4711 (ebpf-agent) S 4700 4711 4711 0 -1 4194304 … 8813 …
func startTime(pid int) (uint64, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	_, rest, found := cutLast(string(stat), ") ")
	fields := strings.Fields(rest)
	if !found || len(fields) < 20 {
		return 0, fmt.Errorf("/proc/%d/stat has an unknown form", pid)
	}
	if fields[0] == "Z" || fields[0] == "X" {
		return 0, fmt.Errorf("process %d has ended and waits for its parent: %w", pid, os.ErrNotExist)
	}
	return strconv.ParseUint(fields[19], 10, 64)
}

func cutLast(text, separator string) (before, after string, found bool) {
	if i := strings.LastIndex(text, separator); i >= 0 {
		return text[:i], text[i+len(separator):], true
	}
	return text, "", false
}
