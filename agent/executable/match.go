package executable

import (
	"slices"
	"strings"
)

// IsPattern tells names with `*` or `?` from plain ones. C++ operators have them too: `operator*`.
func IsPattern(name string) bool {
	return strings.ContainsAny(name, "*?") && !strings.Contains(name, "operator*")
}

// Match compares a whole name with a pattern: `*` is any text, `?` any one character.
func Match(pattern, name string) bool {
	// Where the last star was, and how much of the name it has taken.
	star, taken := -1, 0
	p, n := 0, 0
	for n < len(name) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, taken = p, n
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == name[n]):
			p++
			n++
		case star >= 0:
			taken++
			p, n = star+1, taken
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// Lookup finds the functions that a name or pattern means, each place once. A plain name is first taken literally,
// also as `name@VERSION`, then as the readable form of a mangled one. Where a library has several versions of a
// function it means the newest, and where a name is both global and local the global one.
func (f *File) Lookup(wanted string) []Symbol {
	if IsPattern(wanted) {
		return places(f.filter(func(s Symbol) bool { return Match(wanted, s.Name) || mangled(s) && Match(wanted, s.Readable()) }))
	}
	found := f.filter(func(s Symbol) bool { return s.Name == wanted || s.Version != "" && s.Name+"@"+s.Version == wanted })
	if len(found) == 0 {
		found = f.filter(func(s Symbol) bool { return mangled(s) && s.Readable() == wanted })
	}
	found = prefer(found, func(s Symbol) bool { return s.global })
	found = prefer(found, func(s Symbol) bool { return !s.hidden })
	return places(found)
}

func mangled(s Symbol) bool {
	return strings.HasPrefix(s.Name, "_Z") || strings.HasPrefix(s.Name, "_R")
}

func (f *File) filter(keep func(Symbol) bool) []Symbol {
	var kept []Symbol
	for _, symbol := range f.Symbols() {
		if keep(symbol) {
			kept = append(kept, symbol)
		}
	}
	return kept
}

// prefer keeps those with a property, or all where none has it.
func prefer(symbols []Symbol, has func(Symbol) bool) []Symbol {
	if !slices.ContainsFunc(symbols, has) {
		return symbols
	}
	return slices.DeleteFunc(slices.Clone(symbols), func(s Symbol) bool { return !has(s) })
}

// places keeps one name of each place: aliases, and constructors that are one.
func places(symbols []Symbol) []Symbol {
	var kept []Symbol
	seen := make(map[uint64]bool)
	for _, symbol := range symbols {
		if !seen[symbol.Offset] {
			seen[symbol.Offset] = true
			kept = append(kept, symbol)
		}
	}
	return kept
}

// Names lists every name that Lookup takes literally, readable forms among them.
func (f *File) Names() []string {
	var names []string
	for _, symbol := range f.Symbols() {
		names = append(names, symbol.Readable())
	}
	slices.Sort(names)
	return slices.Compact(names)
}
