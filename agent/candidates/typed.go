package candidates

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"slices"
	"strings"
)

// TypedFunctions lists the functions in the kernel's BTF, which are those that fentry and fexit can name.
// Functions of modules are not among them.
func TypedFunctions() ([]string, error) { return typed(kindFunc, "") }

// TypedTracepoints lists the tracepoints that tp_btf can name: the kernel has a typedef for each.
func TypedTracepoints() ([]string, error) { return typed(kindTypedef, "btf_trace_") }

func typed(kind uint32, prefix string) ([]string, error) {
	raw, err := os.ReadFile("/sys/kernel/btf/vmlinux")
	if err != nil {
		return nil, fmt.Errorf("reading the kernel's type information: %w", err)
	}
	names, err := namesInBTF(raw, kind, prefix)
	if err != nil {
		return nil, fmt.Errorf("reading the kernel's type information: %w", err)
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// Kinds of enum BTF_KIND in include/uapi/linux/btf.h.
const (
	kindTypedef = 8
	kindFunc    = 12
)

// trailer is what follows the 12 bytes of each kind's struct btf_type: so many bytes, and so many for each member.
var trailer = [...]struct{ fixed, perMember int }{
	0: {}, 1: {fixed: 4}, 2: {}, 3: {fixed: 12}, 4: {perMember: 12}, 5: {perMember: 12}, 6: {perMember: 8}, 7: {}, 8: {},
	9: {}, 10: {}, 11: {}, 12: {}, 13: {perMember: 8}, 14: {fixed: 4}, 15: {perMember: 12}, 16: {}, 17: {fixed: 4},
	18: {}, 19: {perMember: 12},
}

// namesInBTF walks over the types without decoding them, which takes a fiftieth of the time: a list of 60,000 names
// must not make a person wait. The agent's architectures are little-endian, and so is their kernels' BTF.
func namesInBTF(raw []byte, kind uint32, prefix string) ([]string, error) {
	// magic, version, flags, header length; then offset and length of the types, and of the strings
	if len(raw) < 24 || binary.LittleEndian.Uint16(raw) != 0xeb9f {
		return nil, fmt.Errorf("no BTF header")
	}
	word := func(at int) int { return int(binary.LittleEndian.Uint32(raw[at:])) }
	start := word(4)
	types, texts := start+word(8), start+word(16)
	end, textsEnd := types+word(12), texts+word(20)
	if end > len(raw) || textsEnd > len(raw) {
		return nil, fmt.Errorf("BTF is cut short")
	}
	var names []string
	for at := types; at+12 <= end; {
		info := uint32(word(at + 4))
		found, members := info>>24&0x1f, int(info&0xffff)
		if int(found) >= len(trailer) {
			return nil, fmt.Errorf("BTF has a type of unknown kind %d", found)
		}
		if found == kind {
			name, _, _ := bytes.Cut(raw[min(texts+word(at), textsEnd):textsEnd], []byte{0})
			if text, ok := strings.CutPrefix(string(name), prefix); ok && text != "" {
				names = append(names, text)
			}
		}
		at += 12 + trailer[found].fixed + trailer[found].perMember*members
	}
	return names, nil
}
