package attach

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/executable"
	"github.com/ebpf-workbench/agent/rpc"
)

// userTarget is a place in a program or library, as yet by name.
type userTarget struct {
	file *executable.File
	// place is what follows the binary: `readline`, `main.*`, `provider:name`.
	place string
	// pid limits the probe to a process; 0 is all of them.
	pid int
}

// userTarget joins what the section says and what the caller does. Where nothing names a binary, one is asked for;
// where only a binary is named, a place of the given candidate kind in it.
func (r Request) userTarget(placeKind, example string) (userTarget, error) {
	target := userTarget{}
	name, options, err := parseOptions(r.Section.Target, "pid")
	if err != nil {
		return target, err
	}
	asked, more, err := parseOptions(r.Target, "pid")
	if err != nil {
		return target, err
	}
	if pid := more["pid"]; pid != "" {
		options["pid"] = pid
	}
	if pid := options["pid"]; pid != "" {
		if target.pid, err = parsePID(pid); err != nil {
			return target, err
		}
	}
	binary, place := splitBinary(name)
	if binary == "" || place == "" && asked != "" {
		binary, place = splitBinary(asked)
	}
	if binary == "" {
		return target, rpc.Need("binary", fmt.Sprintf(
			"The section %q does not say what to attach to. Write it as %s, for example.", r.Section.Name, example))
	}
	path, err := findBinary(binary, target.pid)
	if err != nil {
		return target, err
	}
	target.file, err = executable.Open(path)
	if err != nil {
		return target, rpc.Refuse(rpc.NoSuchTarget, err, "Reading the binary: "+err.Error())
	}
	if place == "" {
		needed := rpc.Need(placeKind, fmt.Sprintf("Where in %s? Write it as %s, for example.", path, example))
		needed.Of = path
		return target, needed
	}
	target.place = place
	return target, nil
}

// splitBinary cuts `/usr/bin/bash:readline` and `libstdc++.so.6:std::terminate`. A path may have colons itself, so
// the first cut that leaves a file is taken.
func splitBinary(target string) (binary, place string) {
	if !filepath.IsAbs(target) {
		binary, place, _ = strings.Cut(target, ":")
		return binary, place
	}
	if _, err := os.Stat(target); err == nil {
		return target, ""
	}
	for at, r := range target {
		if r != ':' {
			continue
		}
		if _, err := os.Stat(target[:at]); err == nil {
			return target[:at], target[at+1:]
		}
	}
	binary, place, _ = strings.Cut(target, ":")
	return binary, place
}

func parsePID(text string) (int, error) {
	pid, err := strconv.ParseUint(text, 10, 31)
	if err != nil || pid == 0 {
		return 0, rpc.Refuse(rpc.NoSuchTarget, nil, fmt.Sprintf("%q is not the number of a process.", text))
	}
	if _, err := os.Stat(fmt.Sprintf("/proc/%d", pid)); err != nil {
		return 0, rpc.Refuse(rpc.NoSuchTarget, unix.ESRCH, fmt.Sprintf("There is no process %d.", pid))
	}
	return int(pid), nil
}

// findBinary looks with the eyes of the process, if there is one: in a container the same path is another file.
func findBinary(name string, pid int) (string, error) {
	path, err := executable.Find(name)
	if pid != 0 && filepath.IsAbs(name) {
		inside := fmt.Sprintf("/proc/%d/root%s", pid, name)
		theirs, insideErr := os.Stat(inside)
		ours, outsideErr := os.Stat(name)
		if insideErr == nil && (outsideErr != nil || !os.SameFile(theirs, ours)) {
			return inside, nil
		}
	}
	switch {
	case err == nil:
		return path, nil
	case errors.Is(err, os.ErrNotExist):
		return "", rpc.Refuse(rpc.NoSuchTarget, unix.ENOENT, fmt.Sprintf("There is no file %s on this machine.", name))
	case errors.Is(err, executable.ErrNotFound):
		return "", rpc.Refuse(rpc.NoSuchTarget, unix.ENOENT, fmt.Sprintf("There is no %s on this machine.", err))
	}
	return "", rpc.Refuse(rpc.NoSuchTarget, err, err.Error())
}

// staleProcesses says that some processes run a file of this name that was replaced since they began: the probe is in
// the new file, and they do not come by it. "" where there are none.
func staleProcesses(path string) string {
	links, _ := filepath.Glob("/proc/[0-9]*/exe")
	stale := 0
	for _, link := range links {
		if running, err := os.Readlink(link); err == nil && running == path+" (deleted)" {
			stale++
		}
	}
	switch stale {
	case 0:
		return ""
	case 1:
		return "1 process runs a deleted file of this name and is not seen until it starts anew"
	}
	return fmt.Sprintf("%d processes run a deleted file of this name and are not seen until they start anew", stale)
}
