package attach

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/candidates"
	"github.com/ebpf-workbench/agent/executable"
	"github.com/ebpf-workbench/agent/rpc"
)

// namedPlace is a place in a file, and its name for people.
type namedPlace struct {
	name   string
	offset uint64
}

var (
	addressForm = regexp.MustCompile(`^0[xX][0-9a-fA-F]+$`)
	offsetForm  = regexp.MustCompile(`^(.+)\+(0[xX][0-9a-fA-F]+|[0-9]+)$`)
)

// onePlace finds what `function`, `function+offset`, `0xADDRESS` or a pattern of a single match means.
func onePlace(file *executable.File, place string, isReturn bool) (namedPlace, error) {
	if addressForm.MatchString(place) {
		address, err := strconv.ParseUint(place, 0, 64)
		offset, ok := file.Offset(address)
		if err != nil || !ok || !file.IsCode(address) {
			return namedPlace{}, rpc.Refuse(rpc.NoSuchTarget, nil, fmt.Sprintf(
				"%s has no code at the address %s. Addresses are those that nm and objdump print.", file.Path, place))
		}
		return namedPlace{place, offset}, nil
	}
	function, inside := place, uint64(0)
	found := file.Lookup(function)
	if match := offsetForm.FindStringSubmatch(place); match != nil && len(found) == 0 {
		var err error
		function = match[1]
		if inside, err = strconv.ParseUint(match[2], 0, 64); err != nil {
			return namedPlace{}, rpc.Refuse(rpc.NoSuchTarget, nil, fmt.Sprintf("%q has no valid offset.", place))
		}
		found = file.Lookup(function)
	}
	if isReturn && inside != 0 {
		return namedPlace{}, rpc.Refuse(rpc.NoSuchTarget, nil, fmt.Sprintf(
			"%q: a uretprobe takes a function without an offset.", place))
	}
	switch {
	case len(found) == 0:
		return namedPlace{}, noSymbol(file, function)
	case len(found) > 1:
		return namedPlace{}, severalSymbols(file, function, found)
	case found[0].Chosen:
		return namedPlace{}, rpc.Refuse(rpc.NoSuchTarget, nil, fmt.Sprintf(
			"%s is chosen for the processor when a program starts (IFUNC), and a probe on it would not see its calls. "+
				"Probe the chosen one%s.", function, variants(file, function)))
	case inside != 0 && inside >= found[0].Size:
		return namedPlace{}, rpc.Refuse(rpc.NoSuchTarget, nil, fmt.Sprintf(
			"%s has %d bytes; +%#x is beyond it.", function, found[0].Size, inside))
	}
	name := found[0].Readable()
	if inside != 0 {
		name += fmt.Sprintf("+%#x", inside)
	}
	return namedPlace{name, found[0].Offset + inside}, nil
}

// variants lists functions that a chosen one may stand for: strlen for __strlen_avx2.
func variants(file *executable.File, function string) string {
	var names []string
	for _, symbol := range file.Lookup("__" + function + "_*") {
		if !symbol.Chosen && len(names) < 4 {
			names = append(names, symbol.Name)
		}
	}
	if len(names) == 0 {
		return ", which only the library's debug symbols name"
	}
	return ": " + strings.Join(names, ", ")
}

func severalSymbols(file *executable.File, wanted string, found []executable.Symbol) error {
	var names []string
	for i, symbol := range found {
		if i == 5 {
			names = append(names, "…")
			break
		}
		name := symbol.Readable()
		if !executable.IsPattern(wanted) {
			name = fmt.Sprintf("%s at offset %#x of the file", name, symbol.Offset)
		}
		names = append(names, name)
	}
	return rpc.Refuse(rpc.NoSuchTarget, nil, fmt.Sprintf(
		"%q means %d functions of %s: %s. A uprobe goes to one; SEC(\"uprobe.multi/…\") to all of them.",
		wanted, len(found), file.Path, strings.Join(names, ", ")))
}

func noSymbol(file *executable.File, wanted string) error {
	if file.Imports(wanted) {
		return rpc.Refuse(rpc.NoSuchTarget, unix.ENOENT, fmt.Sprintf(
			"%s only calls %s, which lies in a library. Name the library, as in libc.so.6:%s.", file.Path, wanted, wanted))
	}
	known := file.Names()
	sentence := fmt.Sprintf("There is no function %q in %s.", wanted, file.Path)
	if near := candidates.Near(wanted, known, 3); len(near) > 0 {
		sentence += " Did you mean " + strings.Join(near, ", ") + "?"
	}
	if file.Stripped {
		sentence += fmt.Sprintf(" The binary is stripped: only the %d functions that it offers to others have names. "+
			"Install its debug symbols, or write an address as in %s:0x1234.", len(known), file.Path)
	}
	return rpc.Refuse(rpc.NoSuchTarget, unix.ENOENT, sentence)
}
