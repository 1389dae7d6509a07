package executable

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
)

// File is an opened program or library.
type File struct {
	Path string
	elf  *elf.File
	// IsGo tells programs of the Go toolchain, whose goroutines move their stacks.
	IsGo bool
	// Stripped has no table of its own functions, only of those that it offers to others.
	Stripped bool
	// Tracepoints are the user statically defined ones (USDT).
	Tracepoints []Tracepoint
	symbols     []Symbol
	imports     map[string]bool
}

// Open reads a binary and its functions. debug/elf may panic on broken files, which is an error here.
func Open(path string) (file *File, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			file, err = nil, fmt.Errorf("%s is broken: %v", path, broken)
		}
	}()
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file", path)
	}
	opened, err := elf.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s is no program or library: %w", path, err)
	}
	defer opened.Close()
	if opened.Type != elf.ET_EXEC && opened.Type != elf.ET_DYN {
		return nil, fmt.Errorf("%s is no program or library but %s", path, opened.Type)
	}
	file = &File{Path: path, elf: opened}
	file.IsGo = opened.Section(".gopclntab") != nil || opened.Section(".go.buildinfo") != nil
	file.readSymbols()
	file.readTracepoints()
	return file, nil
}

// Offset translates an address, as nm and objdump print them, to an offset in the file, which is what the kernel
// wants to know. Symbols and notes tell addresses too.
func (f *File) Offset(address uint64) (uint64, bool) { return offsetIn(f.elf, address) }

func offsetIn(file *elf.File, address uint64) (uint64, bool) {
	for _, segment := range file.Progs {
		if segment.Type == elf.PT_LOAD && segment.Vaddr <= address && address-segment.Vaddr < segment.Filesz {
			return address - segment.Vaddr + segment.Off, true
		}
	}
	return 0, false
}

// IsCode tells whether an address lies in a segment that is run.
func (f *File) IsCode(address uint64) bool {
	for _, segment := range f.elf.Progs {
		if segment.Type == elf.PT_LOAD && segment.Flags&elf.PF_X != 0 &&
			segment.Vaddr <= address && address-segment.Vaddr < segment.Filesz {
			return true
		}
	}
	return false
}

// debugFile is where distributions keep the symbols that they stripped off, by the binary's build id:
//
//	/usr/lib/debug/.build-id/ab/cdef….debug
func debugFile(file *elf.File) string {
	section := file.Section(".note.gnu.build-id")
	if section == nil {
		return ""
	}
	raw, err := section.Data()
	if err != nil {
		return ""
	}
	for _, note := range readNotes(raw, file.ByteOrder) {
		if note.name == "GNU" && note.kind == 3 && len(note.desc) > 2 {
			id := hex.EncodeToString(note.desc)
			return "/usr/lib/debug/.build-id/" + id[:2] + "/" + id[2:] + ".debug"
		}
	}
	return ""
}

type note struct {
	name string
	kind uint32
	desc []byte
}

// readNotes takes an ELF note section apart; what is cut short is left out.
func readNotes(raw []byte, order binary.ByteOrder) []note {
	var notes []note
	for len(raw) >= 12 {
		nameSize, descSize := uint64(order.Uint32(raw)), uint64(order.Uint32(raw[4:]))
		kind := order.Uint32(raw[8:])
		raw = raw[12:]
		descAt := (nameSize + 3) &^ 3
		if descAt+descSize > uint64(len(raw)) {
			return notes
		}
		name, _, _ := bytes.Cut(raw[:nameSize], []byte{0})
		notes = append(notes, note{string(name), kind, raw[descAt : descAt+descSize]})
		raw = raw[min(descAt+(descSize+3)&^3, uint64(len(raw))):]
	}
	return notes
}
