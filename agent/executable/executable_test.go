package executable

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestMatch(t *testing.T) {
	for pattern, names := range map[string]string{
		"main.*":  "main.main main. !main !xmain.a",
		"*::foo*": "a::foo a::b::foobar ::foo !foo !a:foo",
		"a?c":     "abc a?c !ac !abbc",
		"*":       "a !",
		"a*b*c":   "abc aXbXc abcbc !abcb",
		"plain":   "plain !plainer !",
		"**x":     "x aax !xa",
	} {
		for _, name := range strings.Split(names, " ") {
			bare, not := strings.CutPrefix(name, "!")
			if bare == "" && pattern == "*" {
				continue
			}
			if Match(pattern, bare) == not {
				t.Errorf("%s and %q: want %v", pattern, bare, !not)
			}
		}
	}
}

func TestParseX86Arguments(t *testing.T) {
	for text, want := range map[string]Argument{
		"-4@$-9":            {Kind: Constant, Value: ^uint64(8), Signed: true, Size: 4},
		"8@%rax":            {Kind: Register, Register: 80, Size: 8},
		"1@%dil":            {Kind: Register, Register: 112, Size: 1},
		"4@%r9d":            {Kind: Register, Register: 64, Size: 4},
		"-4@-20(%rbp)":      {Kind: Memory, Register: 32, Value: ^uint64(19), Signed: true, Size: 4},
		"8@(%rsp)":          {Kind: Memory, Register: 152, Size: 8},
		"4@16(%rbx,%rcx,8)": {Kind: Indexed, Register: 40, Index: 88, Scale: 3, Value: 16, Size: 4},
	} {
		if got, problems := parseArguments(text, parseX86); len(got) != 1 || problems[0] != nil || got[0] != want {
			t.Errorf("%s: got %+v %v, want %+v", text, got, problems, want)
		}
	}
	for _, text := range []string{"4@counter(%rip)", "8f@%xmm0", "3@%rax", "8@%nothing", "8@(,%rax,8)", "%rax"} {
		if got, problems := parseArguments(text, parseX86); problems[0] == nil {
			t.Errorf("%s was taken for %+v", text, got)
		}
	}
}

func TestParseARMArguments(t *testing.T) {
	for text, want := range map[string]Argument{
		"-4@w3":       {Kind: Register, Register: 24, Signed: true, Size: 4},
		"8@[sp, 16]":  {Kind: Memory, Register: 248, Value: 16, Size: 8},
		"8@[x20]":     {Kind: Memory, Register: 160, Size: 8},
		"-8@-1":       {Kind: Constant, Value: ^uint64(0), Signed: true, Size: 8},
		"8@[x1, -24]": {Kind: Memory, Register: 8, Value: ^uint64(23), Size: 8},
	} {
		if got, problems := parseArguments(text, parseARM64); len(got) != 1 || problems[0] != nil || got[0] != want {
			t.Errorf("%s: got %+v %v, want %+v", text, got, problems, want)
		}
	}
}

func TestLoaderCache(t *testing.T) {
	texts := "libz.so.1\x00/lib/libz.so.1\x00"
	raw := append(make([]byte, 24), cacheMagic...) // Something older stands before it.
	header := make([]byte, cacheHeaderSize-len(cacheMagic))
	binary.LittleEndian.PutUint32(header, 1)
	entry := make([]byte, cacheEntrySize)
	binary.LittleEndian.PutUint32(entry[4:], cacheHeaderSize+cacheEntrySize)
	binary.LittleEndian.PutUint32(entry[8:], cacheHeaderSize+cacheEntrySize+10)
	raw = append(append(append(raw, header...), entry...), texts...)
	if got := parseLoaderCache(raw); len(got) != 1 || got[0] != (cachedLibrary{"libz.so.1", "/lib/libz.so.1"}) {
		t.Errorf("%+v", got)
	}
	for cut := range raw {
		parseLoaderCache(raw[:cut]) // Must not panic.
	}
}

func TestFind(t *testing.T) {
	for name, end := range map[string]string{"bash": "/bash", "libc.so.6": "/libc.so.6", "libc": "/libc.so.6", "/etc/passwd": "/etc/passwd"} {
		if path, err := Find(name); err != nil || !strings.HasSuffix(path, end) || !filepath.IsAbs(path) {
			t.Errorf("%s: %s %v", name, path, err)
		}
	}
	if _, err := Find("no-such-program"); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
	if _, err := Find("bin/bash"); err == nil {
		t.Error("a relative path was found")
	}
}

// TestGoProgram looks at this very test, which the Go toolchain has made, with and without its symbols.
func TestGoProgram(t *testing.T) {
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	file, err := Open(own)
	if err != nil || !file.IsGo {
		t.Fatal(file, err)
	}
	here := "github.com/ebpf-workbench/agent/executable.TestGoProgram"
	if found := file.Lookup(here); len(found) != 1 {
		t.Errorf("%+v", found)
	}
	if found := file.Lookup("*/executable.Test*"); len(found) < 5 {
		t.Errorf("%+v", found)
	}
	stripped := filepath.Join(t.TempDir(), "stripped")
	if err := exec.Command("strip", "-o", stripped, own).Run(); err != nil {
		t.Fatalf("strip: %v", err)
	}
	bare, err := Open(stripped)
	if err != nil || bare.Stripped {
		t.Fatal(fmt.Sprintf("%+v", bare), err)
	}
	if got, want := bare.Lookup(here), file.Lookup(here); len(got) != 1 || len(want) != 1 || got[0].Offset != want[0].Offset {
		t.Errorf("%+v", got)
	}
}

func FuzzOpen(f *testing.F) {
	own, err := os.ReadFile("/bin/true")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(own[:512])
	f.Add(own)
	path := filepath.Join(f.TempDir(), "file")
	f.Fuzz(func(_ *testing.T, raw []byte) {
		if os.WriteFile(path, raw, 0o600) == nil {
			_, _ = Open(path)
		}
	})
}
