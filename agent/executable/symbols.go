package executable

import (
	"cmp"
	"debug/elf"
	"debug/gosym"
	"slices"
	"strings"

	"github.com/ianlancetaylor/demangle"
)

// Symbol is a function that a binary contains.
type Symbol struct {
	// Name as it stands in the binary; C++ and Rust mangle theirs.
	Name string
	// Version of a library's function: GLIBC_2.14.
	Version string
	// Offset in the file.
	Offset uint64
	Size   uint64
	// Chosen functions (IFUNC) only pick the one that will really run, and run once themselves.
	Chosen bool
	global bool
	hidden bool
}

// Readable is the name that people write: demangled, without the parameters' types.
func (s Symbol) Readable() string {
	if !strings.HasPrefix(s.Name, "_Z") && !strings.HasPrefix(s.Name, "_R") {
		return s.Name
	}
	readable, err := demangle.ToString(s.Name, demangle.NoParams, demangle.NoEnclosingParams)
	if err != nil {
		return s.Name
	}
	return readable
}

const ifunc = elf.STT_LOOS // STT_GNU_IFUNC

// readSymbols gathers the functions of the binary itself, of its separate debug file, and of Go's own table, which
// survives stripping.
func (f *File) readSymbols() {
	own, err := f.elf.Symbols()
	f.Stripped = err != nil || !slices.ContainsFunc(own, isFunction)
	dynamic, _ := f.elf.DynamicSymbols()
	f.add(own)
	f.add(dynamic)
	f.imports = make(map[string]bool)
	for _, symbol := range dynamic {
		if symbol.Section == elf.SHN_UNDEF {
			f.imports[symbol.Name] = true
		}
	}
	if !f.Stripped {
		return
	}
	if path := debugFile(f.elf); path != "" {
		if debug, err := elf.Open(path); err == nil {
			if more, err := debug.Symbols(); err == nil {
				f.Stripped = false
				f.add(more)
			}
			debug.Close()
		}
	}
	if f.addGo() {
		f.Stripped = false
	}
}

func isFunction(symbol elf.Symbol) bool {
	kind := elf.ST_TYPE(symbol.Info)
	return (kind == elf.STT_FUNC || kind == ifunc) && symbol.Section != elf.SHN_UNDEF && symbol.Name != ""
}

func (f *File) add(symbols []elf.Symbol) {
	for _, symbol := range symbols {
		offset, inFile := f.Offset(symbol.Value)
		if !isFunction(symbol) || !inFile {
			continue
		}
		name, version, _ := strings.Cut(symbol.Name, "@")
		if symbol.Version != "" {
			version = symbol.Version
		}
		f.symbols = append(f.symbols, Symbol{
			Name: name, Version: strings.TrimPrefix(version, "@"), Offset: offset, Size: symbol.Size,
			Chosen: elf.ST_TYPE(symbol.Info) == ifunc,
			global: elf.ST_BIND(symbol.Info) != elf.STB_LOCAL,
			hidden: symbol.HasVersion && symbol.VersionIndex.IsHidden(),
		})
	}
}

// addGo reads the table that Go programs keep for their stack traces.
func (f *File) addGo() bool {
	lines, text := f.elf.Section(".gopclntab"), f.elf.Section(".text")
	if lines == nil || text == nil {
		return false
	}
	raw, err := lines.Data()
	if err != nil {
		return false
	}
	table, err := gosym.NewTable(nil, gosym.NewLineTable(raw, text.Addr))
	if err != nil {
		return false
	}
	for _, function := range table.Funcs {
		if offset, ok := f.Offset(function.Entry); ok && function.End > function.Entry {
			f.symbols = append(f.symbols, Symbol{
				Name: function.Name, Offset: offset, Size: function.End - function.Entry, global: true,
			})
		}
	}
	return len(table.Funcs) > 0
}

// Symbols lists the functions by name, each place once.
func (f *File) Symbols() []Symbol {
	sorted := slices.Clone(f.symbols)
	slices.SortStableFunc(sorted, func(a, b Symbol) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), cmp.Compare(a.Offset, b.Offset))
	})
	return slices.CompactFunc(sorted, func(a, b Symbol) bool { return a.Name == b.Name && a.Offset == b.Offset })
}

// Imports tells whether a function is only called here, and lies in a library.
func (f *File) Imports(name string) bool { return f.imports[name] }
