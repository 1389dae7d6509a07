package candidates

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/ebpf-workbench/agent/executable"
	"github.com/ebpf-workbench/agent/rpc"
)

// Binaries lists what uprobes can go into: first what runs now and the libraries that it uses, with how many
// processes do, then the programs in PATH.
func Binaries() []rpc.Candidate {
	users := make(map[string]int)
	maps, _ := filepath.Glob("/proc/[0-9]*/maps")
	for _, path := range maps {
		for _, file := range mappedCode(path) {
			users[file]++
		}
	}
	rows := make([]rpc.Candidate, 0, len(users))
	for path, processes := range users {
		detail := "1 process"
		if processes > 1 {
			detail = fmt.Sprintf("%d processes", processes)
		}
		rows = append(rows, rpc.Candidate{Name: path, Detail: detail})
	}
	slices.SortFunc(rows, func(a, b rpc.Candidate) int { return strings.Compare(a.Name, b.Name) })
	for _, path := range executable.Programs() {
		if users[path] == 0 {
			rows = append(rows, rpc.Candidate{Name: path})
		}
	}
	return rows
}

// mappedCode lists the files that a process runs code of, each once, from lines like this one:
//
//	7f1b2c028000-7f1b2c1bd000 r-xp 00028000 fe:00 1443 /usr/lib/x86_64-linux-gnu/libc.so.6
func mappedCode(maps string) []string {
	text, err := os.ReadFile(maps)
	if err != nil {
		return nil
	}
	var files []string
	for line := range strings.Lines(string(text)) {
		fields := strings.SplitN(strings.TrimSpace(line), " ", 6)
		if len(fields) < 6 || !strings.Contains(fields[1], "x") {
			continue
		}
		path := strings.TrimSpace(fields[5])
		if filepath.IsAbs(path) && !strings.HasSuffix(path, " (deleted)") && !slices.Contains(files, path) {
			files = append(files, path)
		}
	}
	return files
}

// Functions lists the functions of a binary, as `binary:function`.
func Functions(binary string) ([]rpc.Candidate, error) {
	file, err := openBinary(binary)
	if err != nil {
		return nil, err
	}
	rows := []rpc.Candidate{}
	last := ""
	for _, symbol := range file.Symbols() {
		name := file.Path + ":" + symbol.Readable()
		if symbol.Chosen || name == last {
			continue
		}
		last = name
		detail := ""
		if symbol.Readable() != symbol.Name {
			detail = symbol.Name
		}
		rows = append(rows, rpc.Candidate{Name: name, Detail: detail})
	}
	return rows, nil
}

// UserTracepoints lists the user statically defined tracepoints of a binary, as `binary:provider:name`.
func UserTracepoints(binary string) ([]rpc.Candidate, error) {
	file, err := openBinary(binary)
	if err != nil {
		return nil, err
	}
	rows := []rpc.Candidate{}
	for _, name := range file.TracepointNames() {
		rows = append(rows, rpc.Candidate{Name: file.Path + ":" + name, Detail: describePlaces(file, name)})
	}
	return rows, nil
}

func describePlaces(file *executable.File, name string) string {
	for _, place := range file.Tracepoints {
		if place.Provider+":"+place.Name == name {
			return place.Arguments
		}
	}
	return ""
}

func openBinary(name string) (*executable.File, error) {
	if name == "" {
		return nil, fmt.Errorf("of which program or library?")
	}
	path, err := executable.Find(name)
	if err != nil {
		return nil, err
	}
	return executable.Open(path)
}

// Processes lists the processes with a program (kernel threads have none), by number: `pid=42`.
func Processes() []rpc.Candidate {
	rows := []rpc.Candidate{}
	links, _ := filepath.Glob("/proc/[0-9]*/exe")
	for _, link := range links {
		path, err := os.Readlink(link)
		if err != nil {
			continue
		}
		folder := filepath.Dir(link)
		detail := path
		if line, err := os.ReadFile(folder + "/cmdline"); err == nil && len(line) > 0 {
			detail = strings.ToValidUTF8(strings.TrimSpace(strings.ReplaceAll(string(line[:min(len(line), 200)]), "\x00", " ")), "\uFFFD")
		}
		rows = append(rows, rpc.Candidate{Name: "pid=" + filepath.Base(folder), Detail: detail})
	}
	slices.SortFunc(rows, func(a, b rpc.Candidate) int { return number(a.Name) - number(b.Name) })
	return rows
}

func number(process string) int {
	pid, _ := strconv.Atoi(strings.TrimPrefix(process, "pid="))
	return pid
}
