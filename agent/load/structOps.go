package load

import (
	"bytes"
	"debug/elf"
	"fmt"
	"slices"
	"strings"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/btf"
)

// StructOps is a structure of functions of an object, as it stands in `.struct_ops` or `.struct_ops.link`.
type StructOps struct {
	Name string
	// Link structures are registered by a BPF link (Linux 6.4), the others by a write to their map.
	Link bool
	Type *btf.Struct
	// Data are the structure's bytes as compiled; its function pointers are zero.
	Data []byte
	// Programs are the functions by member.
	Programs map[string]string
	// Registration is kept here by who registers it, as its programs are attached one by one.
	Registration any
}

type structOps struct{ structures []*StructOps }

// readStructOps finds the structures, and tells each of their programs which member of which type it is: the kernel
// verifies it as that.
func readStructOps(object []byte, spec *ebpf.CollectionSpec) (*structOps, error) {
	found := &structOps{}
	file, err := elf.NewFile(bytes.NewReader(object))
	if err != nil {
		return nil, err
	}
	symbols, _ := file.Symbols()
	for i, section := range file.Sections {
		if !isStructOps(section.Name) || section.Type != elf.SHT_PROGBITS {
			continue
		}
		data, err := section.Data()
		if err != nil {
			return nil, fmt.Errorf("section %s: %w", section.Name, err)
		}
		var variables *btf.Datasec
		if spec.Types == nil {
			return nil, fmt.Errorf("section %s: the object has no type information; compile with -g", section.Name)
		}
		if err := spec.Types.TypeByName(section.Name, &variables); err != nil {
			return nil, fmt.Errorf("section %s: %w", section.Name, err)
		}
		pointers := functionPointers(file, i, symbols)
		for _, variable := range variables.Vars {
			structure, err := readStructure(section.Name, variable, data, pointers)
			if err != nil {
				return nil, err
			}
			found.structures = append(found.structures, structure)
			for member, program := range structure.Programs {
				if spec.Programs[program] != nil {
					spec.Programs[program].AttachTo = structure.Type.Name + ":" + member
				}
			}
		}
	}
	return found, nil
}

func readStructure(section string, variable btf.VarSecinfo, data []byte, pointers map[uint64]string) (*StructOps, error) {
	declared, ok := variable.Type.(*btf.Var)
	if !ok {
		return nil, fmt.Errorf("section %s holds no variable but %s", section, variable.Type)
	}
	layout, ok := btf.UnderlyingType(declared.Type).(*btf.Struct)
	if !ok {
		return nil, fmt.Errorf("%s in section %s is no structure", declared.Name, section)
	}
	start, end := uint64(variable.Offset), uint64(variable.Offset)+uint64(layout.Size)
	if end > uint64(len(data)) {
		return nil, fmt.Errorf("%s is beyond section %s", declared.Name, section)
	}
	structure := &StructOps{
		Name: declared.Name, Link: strings.HasSuffix(section, ".link"), Type: layout,
		Data: bytes.Clone(data[start:end]), Programs: make(map[string]string),
	}
	for _, member := range layout.Members {
		if program := pointers[start+uint64(member.Offset.Bytes())]; program != "" {
			structure.Programs[member.Name] = program
		}
	}
	return structure, nil
}

// functionPointers are the relocations of a section: which offset is to become the address of which function.
func functionPointers(file *elf.File, target int, symbols []elf.Symbol) map[uint64]string {
	pointers := make(map[uint64]string)
	for _, section := range file.Sections {
		if section.Type != elf.SHT_REL || int(section.Info) != target {
			continue
		}
		raw, err := section.Data()
		if err != nil {
			continue
		}
		for ; len(raw) >= 16; raw = raw[16:] {
			symbol := int(file.ByteOrder.Uint64(raw[8:])>>32) - 1
			if symbol >= 0 && symbol < len(symbols) {
				pointers[file.ByteOrder.Uint64(raw)] = symbols[symbol].Name
			}
		}
	}
	return pointers
}

// StructOps are the structures that a program is a member of.
func (c *Collection) StructOps(program string) []*StructOps {
	var found []*StructOps
	for _, structure := range c.ops.structures {
		for _, member := range structure.Programs {
			if member == program {
				found = append(found, structure)
				break
			}
		}
	}
	return found
}

// Value is what the kernel wants as its structure's value: the bytes laid out as the kernel's own type has them, and
// the descriptors of the programs at the places of the functions. kernel is `bpf_struct_ops_<type>`.
func (s *StructOps) Value(kernel *btf.Struct, programs map[string]*Program) ([]byte, error) {
	at := slices.IndexFunc(kernel.Members, func(m btf.Member) bool {
		inner, ok := btf.UnderlyingType(m.Type).(*btf.Struct)
		return ok && inner.Name == s.Type.Name
	})
	if at < 0 {
		return nil, fmt.Errorf("the kernel's %s has no %s inside", kernel.Name, s.Type.Name)
	}
	start := kernel.Members[at].Offset.Bytes()
	inner := btf.UnderlyingType(kernel.Members[at].Type).(*btf.Struct)
	value := make([]byte, kernel.Size)
	for _, member := range s.Type.Members {
		size, err := btf.Sizeof(member.Type)
		if err != nil {
			return nil, fmt.Errorf("member %s: %w", member.Name, err)
		}
		ours := s.Data[member.Offset.Bytes():][:size]
		there := slices.IndexFunc(inner.Members, func(m btf.Member) bool { return m.Name == member.Name })
		name := s.Programs[member.Name]
		if there < 0 {
			if name != "" || !isZero(ours) {
				return nil, fmt.Errorf("this kernel's %s has no member %s", s.Type.Name, member.Name)
			}
			continue
		}
		place := value[start+inner.Members[there].Offset.Bytes():]
		if name != "" {
			program := programs[name]
			if program == nil {
				return nil, fmt.Errorf("its member %s is the program %s, which is not loaded", member.Name, name)
			}
			putDescriptor(place, program.FD())
			continue
		}
		theirs, err := btf.Sizeof(inner.Members[there].Type)
		if err != nil || theirs != size {
			return nil, fmt.Errorf("member %s has %d bytes, and %d in this kernel", member.Name, size, theirs)
		}
		copy(place, ours)
	}
	return value, nil
}

func putDescriptor(place []byte, fd int) {
	for i := range 8 {
		place[i] = byte(uint64(fd) >> (8 * i))
	}
}

func isZero(raw []byte) bool {
	return !slices.ContainsFunc(raw, func(b byte) bool { return b != 0 })
}
