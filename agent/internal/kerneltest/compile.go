// Package kerneltest is what the agent's tests share: BPF objects compiled from agent/testdata, and which kernel
// the tests run on.
package kerneltest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// Compile compiles testdata/<name>.bpf.c with clang and returns the object's path. Objects are kept by the hash of
// source and flags in testdata/out, so that a slow machine that runs tests compiled elsewhere finds them there.
func Compile(t testing.TB, name string, flags ...string) string {
	t.Helper()
	return CompileFile(t, filepath.Join(testdata(t), name+".bpf.c"), flags...)
}

// CompileFile compiles any BPF source that includes no vmlinux.h.
func CompileFile(t testing.TB, source string, flags ...string) string {
	t.Helper()
	machine := map[string]string{"amd64": "x86", "arm64": "arm64"}[runtime.GOARCH]
	triple := map[string]string{"amd64": "x86_64-linux-gnu", "arm64": "aarch64-linux-gnu"}[runtime.GOARCH]
	if flags == nil {
		flags = []string{"-g"}
	}
	flags = append(flags, "-O2", "-Wall", "-target", "bpf", "-D__TARGET_ARCH_"+machine, "-I/usr/include/"+triple, "-c")
	return compile(t, source, strings.TrimSuffix(filepath.Base(source), ".bpf.c"), ".o", flags)
}

// CompileProgram compiles testdata/<name>.c, a program without a C library, and returns a copy of its own for the
// test: a uprobe in a file sees every process that runs it.
func CompileProgram(t testing.TB, name string, flags ...string) string {
	t.Helper()
	flags = append(flags, "-O1", "-g0", "-Wall", "-nostdlib", "-static")
	program, err := os.ReadFile(compile(t, filepath.Join(testdata(t), name+".c"), name, "", flags))
	if err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(own, program, 0o755); err != nil {
		t.Fatal(err)
	}
	return own
}

func compile(t testing.TB, source, name, suffix string, flags []string) string {
	t.Helper()
	text, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	hash := sha256.New()
	hash.Write(text)
	for _, flag := range flags {
		hash.Write([]byte(flag + "\x00"))
	}
	object := filepath.Join(testdata(t), "out", name+"-"+hex.EncodeToString(hash.Sum(nil))[:12]+suffix)
	if _, err := os.Stat(object); err == nil {
		return object
	}
	if err := os.MkdirAll(filepath.Dir(object), 0o755); err != nil {
		t.Fatal(err)
	}
	// Test binaries of several packages may compile the same source at once.
	draft := fmt.Sprintf("%s.%d", object, os.Getpid())
	output, err := exec.Command("clang", append(flags, source, "-o", draft)...).CombinedOutput()
	if err != nil {
		t.Fatalf("clang %s: %v\n%s", source, err, output)
	}
	if err := os.Rename(draft, object); err != nil {
		t.Fatal(err)
	}
	return object
}

// testdata is the module's. It is found from where the test runs, which may be another machine than the one that
// compiled the test.
func testdata(t testing.TB) string {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return filepath.Join(folder, "testdata")
		}
		if folder == filepath.Dir(folder) {
			t.Fatal("no go.mod above the test")
		}
		folder = filepath.Dir(folder)
	}
}
