// Package executable looks into programs and libraries on disk for uprobes: where they are, at which offsets their
// functions begin, and which user statically defined tracepoints they have. It attaches nothing.
package executable

import (
	"debug/elf"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// ErrNotFound says that no program or library of a name is where the loader looks.
var ErrNotFound = errors.New("not found")

// Find returns the path of a program or library as the loader finds it: an absolute path is itself, `libc.so.6` is
// looked for where libraries are, other names in PATH. A short `libc` stands for its library where no such program is.
func Find(name string) (string, error) {
	if filepath.IsAbs(name) {
		_, err := os.Stat(name)
		return name, err
	}
	if strings.Contains(name, "/") {
		return "", fmt.Errorf("%q is a relative path; write it from the root, as in /usr/bin/bash", name)
	}
	if strings.Contains(name, ".so") {
		return findLibrary(name)
	}
	for _, folder := range programFolders() {
		path := filepath.Join(folder, name)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
			return path, nil
		}
	}
	if path, err := findLibrary(name + ".so"); err == nil {
		return path, nil
	}
	return "", fmt.Errorf("program %q: %w in %s", name, ErrNotFound, strings.Join(programFolders(), ":"))
}

// programFolders is PATH and, because a root shell's may be short, the usual places behind it.
func programFolders() []string {
	return unique(append(filepath.SplitList(os.Getenv("PATH")),
		"/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"))
}

// findLibrary asks the loader's cache, then the folders that the loader searches. `libc.so` also finds libc.so.6.
func findLibrary(name string) (string, error) {
	cached := readLoaderCache("/etc/ld.so.cache")
	for _, entry := range cached {
		if entry.name == name && isNative(entry.path) {
			return entry.path, nil
		}
	}
	folders := libraryFolders()
	for _, folder := range folders {
		if path := filepath.Join(folder, name); isNative(path) {
			return path, nil
		}
	}
	for _, entry := range cached {
		if strings.HasPrefix(entry.name, name+".") && isNative(entry.path) {
			return entry.path, nil
		}
	}
	return "", fmt.Errorf("library %q: %w in the loader's cache and its folders", name, ErrNotFound)
}

// isNative tells whether a file is a binary of this machine's own kind: a 64-bit system may have 32-bit libraries of
// the same names, and libc.so is a text for the linker.
func isNative(path string) bool {
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	header := make([]byte, 20)
	if _, err := file.ReadAt(header, 0); err != nil || string(header[:4]) != elf.ELFMAG {
		return false
	}
	machine := elf.EM_X86_64
	if runtime.GOARCH == "arm64" {
		machine = elf.EM_AARCH64
	}
	return elf.Class(header[4]) == elf.ELFCLASS64 && elf.Machine(uint16(header[18])|uint16(header[19])<<8) == machine
}

func unique(names []string) []string {
	var kept []string
	seen := make(map[string]bool)
	for _, name := range names {
		if name != "" && !seen[name] {
			seen[name] = true
			kept = append(kept, name)
		}
	}
	return kept
}

// Programs lists the programs in PATH that are binaries.
func Programs() []string {
	var programs []string
	seen := make(map[string]bool)
	for _, folder := range programFolders() {
		entries, err := os.ReadDir(folder)
		if err != nil {
			continue
		}
		for _, entry := range entries {
			path := filepath.Join(folder, entry.Name())
			// /bin is often /usr/bin by another name.
			real, err := filepath.EvalSymlinks(path)
			if err == nil && !seen[real] && isNative(real) {
				seen[real] = true
				programs = append(programs, real)
			}
		}
	}
	return programs
}
