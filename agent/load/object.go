package load

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"os"
	"strings"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/btf"

	"github.com/ebpf-workbench/agent/rpc"
)

// read takes the object that params bring or name apart. What cilium/ebpf refuses and libbpf takes is rewritten first.
func read(params rpc.LoadParams) (*ebpf.CollectionSpec, *structOps, error) {
	object := params.Object
	if len(object) == 0 {
		var err error
		if object, err = os.ReadFile(params.Path); err != nil {
			return nil, nil, err
		}
	}
	prepared := prepare(object)
	spec, err := ebpf.LoadCollectionSpecFromReader(bytes.NewReader(prepared))
	if err != nil {
		return nil, nil, err
	}
	promiseCookies(spec, object)
	makeStatic(spec, hiddenFunctions(object))
	ops, err := readStructOps(object, spec)
	return spec, ops, err
}

// Offsets in Elf64_Shdr and Elf64_Sym.
const (
	sectionTypeAt = 4
	symbolSize    = 24
	symbolInfoAt  = 4
)

// prepare rewrites a copy of the object:
//   - maps that are weak, as those of <bpf/usdt.bpf.h>, become global, which for a single object is the same;
//   - the sections of struct_ops are hidden. cilium/ebpf reads one of the two kinds, and mixes up structures of the
//     same type; readStructOps reads both.
//
// A file that is no such object is left to the true reader's complaint.
func prepare(object []byte) []byte {
	file, err := elf.NewFile(bytes.NewReader(object))
	if err != nil || file.Class != elf.ELFCLASS64 || file.ByteOrder != binary.LittleEndian {
		return object
	}
	copied := bytes.Clone(object)
	headers := binary.LittleEndian.Uint64(object[40:])
	headerSize := uint64(binary.LittleEndian.Uint16(object[58:]))
	isMaps := make(map[elf.SectionIndex]bool)
	for i, section := range file.Sections {
		isMaps[elf.SectionIndex(i)] = section.Name == ".maps"
		if isStructOps(section.Name) {
			binary.LittleEndian.PutUint32(copied[headers+uint64(i)*headerSize+sectionTypeAt:], uint32(elf.SHT_NOBITS))
		}
	}
	symbols, err := file.Symbols()
	table := file.SectionByType(elf.SHT_SYMTAB)
	if err != nil || table == nil {
		return copied
	}
	for i, symbol := range symbols {
		if isMaps[symbol.Section] && elf.ST_BIND(symbol.Info) == elf.STB_WEAK {
			// The table's first entry is no symbol, and Symbols leaves it out.
			at := table.Offset + uint64(i+1)*symbolSize + symbolInfoAt
			copied[at] = elf.ST_INFO(elf.STB_GLOBAL, elf.ST_TYPE(symbol.Info))
		}
	}
	return copied
}

func isStructOps(section string) bool {
	return section == ".struct_ops" || section == ".struct_ops.link" ||
		strings.HasPrefix(section, "?.struct_ops")
}

// hiddenFunctions are those that the object keeps to itself (`__hidden`).
func hiddenFunctions(object []byte) map[string]bool {
	hidden := make(map[string]bool)
	file, err := elf.NewFile(bytes.NewReader(object))
	if err != nil {
		return hidden
	}
	symbols, _ := file.Symbols()
	for _, symbol := range symbols {
		visibility := elf.ST_VISIBILITY(symbol.Other)
		if elf.ST_TYPE(symbol.Info) == elf.STT_FUNC && (visibility == elf.STV_HIDDEN || visibility == elf.STV_INTERNAL) {
			hidden[symbol.Name] = true
		}
	}
	return hidden
}

// makeStatic tells the verifier, as libbpf does, that hidden functions are no global ones: it then follows each call
// into them instead of verifying them for any argument, which those of <bpf/usdt.bpf.h> do not pass.
func makeStatic(spec *ebpf.CollectionSpec, hidden map[string]bool) {
	for _, program := range spec.Programs {
		for i := range program.Instructions {
			function := btf.FuncMetadata(&program.Instructions[i])
			if function != nil && hidden[function.Name] {
				function.Linkage = btf.StaticFunc
			}
		}
	}
}
