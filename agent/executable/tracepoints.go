package executable

import (
	"bytes"
	"debug/elf"
	"slices"
)

// Tracepoint is one place of a user statically defined tracepoint. The compiler may have copied it to several.
type Tracepoint struct {
	Provider, Name string
	// Offset in the file of the instruction to probe.
	Offset uint64
	// Semaphore is the offset in the file of a counter that must not be zero for the place to do its work; 0 for none.
	Semaphore uint64
	// Arguments is the text that says where they are: `8@%rax -4@-20(%rbp)`.
	Arguments string
}

// stapsdt is the kind of note that <sys/sdt.h> writes.
const stapsdt = 3

// readTracepoints reads .note.stapsdt. Each note has three addresses (the place, the base section at link time, the
// semaphore), then provider, name and arguments as texts.
func (f *File) readTracepoints() {
	section := f.elf.Section(".note.stapsdt")
	if section == nil || f.elf.Class != elf.ELFCLASS64 {
		return
	}
	raw, err := section.Data()
	if err != nil {
		return
	}
	for _, note := range readNotes(raw, f.elf.ByteOrder) {
		if note.name != "stapsdt" || note.kind != stapsdt || len(note.desc) < 24 {
			continue
		}
		order := f.elf.ByteOrder
		place, base, semaphore := order.Uint64(note.desc), order.Uint64(note.desc[8:]), order.Uint64(note.desc[16:])
		// prelink moves sections and not the notes; the base section tells how far.
		if moved := f.elf.Section(".stapsdt.base"); moved != nil && base != 0 {
			place += moved.Addr - base
			if semaphore != 0 {
				semaphore += moved.Addr - base
			}
		}
		texts := bytes.SplitN(note.desc[24:], []byte{0}, 4)
		offset, ok := f.Offset(place)
		if len(texts) < 3 || !ok {
			continue
		}
		found := Tracepoint{
			Provider: string(texts[0]), Name: string(texts[1]), Arguments: string(texts[2]), Offset: offset,
		}
		if semaphore != 0 {
			if found.Semaphore, ok = f.Offset(semaphore); !ok {
				continue
			}
		}
		f.Tracepoints = append(f.Tracepoints, found)
	}
}

// TracepointNames lists `provider:name`, each once.
func (f *File) TracepointNames() []string {
	var names []string
	for _, place := range f.Tracepoints {
		names = append(names, place.Provider+":"+place.Name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
