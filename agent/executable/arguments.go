package executable

import (
	"fmt"
	"regexp"
	"runtime"
	"strconv"
	"strings"
)

// ArgumentKind is enum __bpf_usdt_arg_type of libbpf's usdt.bpf.h.
type ArgumentKind uint8

const (
	Constant ArgumentKind = iota
	Register
	// Memory is at a register's value plus an offset.
	Memory
	// Indexed is at a register plus another one, scaled. Only newer headers (libbpf 1.7) know it.
	Indexed
)

// Argument says where an argument of a tracepoint is. Registers are byte offsets in struct pt_regs.
type Argument struct {
	Kind ArgumentKind
	// Value of a constant, offset of memory.
	Value    uint64
	Register int16
	Index    uint16
	// Scale is the shift of Index: 0 to 3.
	Scale  uint16
	Signed bool
	// Size in bytes: 1, 2, 4 or 8.
	Size int
}

// 8@%rax   -4@-20(%rbp)   4@$5   8@16(%rbx,%rcx,8)   -4@counter(%rip)
// -...........
var argumentForm = regexp.MustCompile(`^(-?)([1248])(f?)@(.+)$`)

// ParseArguments takes the text of a note apart. An operand that cannot be read has an error of its own, so that the
// others can still be used.
func ParseArguments(text string) ([]Argument, []error) {
	if runtime.GOARCH == "arm64" {
		return parseArguments(text, parseARM64)
	}
	return parseArguments(text, parseX86)
}

func parseArguments(text string, operand func(string) (Argument, bool)) (arguments []Argument, problems []error) {
	for _, word := range splitArguments(text) {
		match := argumentForm.FindStringSubmatch(word)
		parsed, ok := Argument{}, false
		if match != nil && match[3] == "" {
			parsed, ok = operand(match[4])
			parsed.Signed = match[1] == "-"
			parsed.Size = int(match[2][0] - '0')
		}
		var problem error
		if !ok {
			problem = fmt.Errorf("%q is at a place that programs cannot read", word)
		}
		arguments, problems = append(arguments, parsed), append(problems, problem)
	}
	return arguments, problems
}

// splitArguments cuts at blanks, but not those inside of brackets: arm64 writes `8@[sp, 16]`.
func splitArguments(text string) []string {
	depth := 0
	return strings.FieldsFunc(text, func(r rune) bool {
		switch r {
		case '[', '(':
			depth++
		case ']', ')':
			depth--
		}
		return r == ' ' && depth == 0
	})
}

var (
	// -20(%rbp)  (%rax,%rbx,4)  8(,%rcx,8)
	x86Memory = regexp.MustCompile(`^(-?\w*)\((?:%(\w+))?(?:,%(\w+)(?:,([1248]))?)?\)$`)
	// [x0]  [sp, 16]  [x1, x2]
	armMemory = regexp.MustCompile(`^\[(\w+)(?:,\s*(-?\d+))?\]$`)
)

func parseX86(text string) (Argument, bool) {
	if number, ok := strings.CutPrefix(text, "$"); ok {
		return constant(number)
	}
	if name, ok := strings.CutPrefix(text, "%"); ok {
		at, ok := x86Registers[name]
		return Argument{Kind: Register, Register: at}, ok
	}
	match := x86Memory.FindStringSubmatch(text)
	if match == nil || match[2] == "" {
		return Argument{}, false
	}
	base, ok := x86Registers[match[2]]
	found := Argument{Kind: Memory, Register: base}
	if match[1] != "" {
		offset, err := strconv.ParseInt(match[1], 0, 64)
		found.Value, ok = uint64(offset), ok && err == nil
	}
	if match[3] != "" {
		index, known := x86Registers[match[3]]
		found.Kind, found.Index, ok = Indexed, uint16(index), ok && known
		found.Scale = map[string]uint16{"": 0, "1": 0, "2": 1, "4": 2, "8": 3}[match[4]]
	}
	return found, ok
}

func parseARM64(text string) (Argument, bool) {
	if at, ok := arm64Register(text); ok {
		return Argument{Kind: Register, Register: at}, true
	}
	match := armMemory.FindStringSubmatch(text)
	if match == nil {
		return constant(text)
	}
	base, ok := arm64Register(match[1])
	found := Argument{Kind: Memory, Register: base}
	if match[2] != "" {
		offset, err := strconv.ParseInt(match[2], 10, 64)
		found.Value, ok = uint64(offset), ok && err == nil
	}
	return found, ok
}

func constant(text string) (Argument, bool) {
	number, err := strconv.ParseInt(text, 0, 64)
	return Argument{Kind: Constant, Value: uint64(number)}, err == nil
}

// arm64Register knows x0 to x30, w0 to w30 and sp of struct pt_regs.
func arm64Register(name string) (int16, bool) {
	if name == "sp" {
		return 31 * 8, true
	}
	if len(name) < 2 || name[0] != 'x' && name[0] != 'w' {
		return 0, false
	}
	number, err := strconv.ParseUint(name[1:], 10, 8)
	return int16(number) * 8, err == nil && number <= 30
}

// x86Registers are the offsets in struct pt_regs (arch/x86/include/asm/ptrace.h) by every name of each register.
var x86Registers = func() map[string]int16 {
	offsets := make(map[string]int16)
	for i, names := range []string{
		"r15", "r14", "r13", "r12", "rbp ebp bp bpl", "rbx ebx bx bl", "r11", "r10", "r9", "r8", "rax eax ax al",
		"rcx ecx cx cl", "rdx edx dx dl", "rsi esi si sil", "rdi edi di dil", "", "", "", "", "rsp esp sp spl",
	} {
		for _, name := range strings.Fields(names) {
			offsets[name] = int16(i * 8)
			if name[0] == 'r' && name[1] >= '0' && name[1] <= '9' {
				for _, part := range []string{"d", "w", "b"} {
					offsets[name+part] = int16(i * 8)
				}
			}
		}
	}
	return offsets
}()
