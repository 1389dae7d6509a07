package load

import (
	"bytes"
	"debug/elf"
	"slices"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/asm"
	"github.com/cilium/ebpf/btf"
)

// cookieQuestion is asked by <bpf/usdt.bpf.h>: does bpf_get_attach_cookie exist?
const cookieQuestion = "LINUX_HAS_BPF_COOKIE"

// cookieAnswer is the map that answers. libbpf has a map of this name for the same purpose.
const cookieAnswer = ".kconfig"

// promiseCookies answers the one question of libbpf's headers to their loader that cilium/ebpf does not know, with
// yes: without cookies (before Linux 5.15) USDT is not attached anyway. The instructions that load the question's
// address load that of a value in a map instead.
func promiseCookies(spec *ebpf.CollectionSpec, object []byte) {
	places := relocations(object, cookieQuestion)
	if len(places) == 0 {
		return
	}
	for _, program := range spec.Programs {
		function, start := "", asm.RawInstructionOffset(0)
		for i := program.Instructions.Iterate(); i.Next(); {
			if symbol := i.Ins.Symbol(); symbol != "" {
				function, start = symbol, i.Offset
			}
			if !i.Ins.OpCode.IsDWordLoad() || !places[codePlace{function, uint64(i.Offset - start)}] {
				continue
			}
			answer := asm.LoadMapValue(i.Ins.Dst, 0, 0).WithReference(cookieAnswer)
			answer = answer.WithSymbol(i.Ins.Symbol()).WithSource(i.Ins.Source())
			if start := btf.FuncMetadata(i.Ins); start != nil {
				answer = btf.WithFuncMetadata(answer, start)
			}
			*i.Ins = answer
		}
	}
	var externs *btf.Datasec
	if spec.Types != nil && spec.Types.TypeByName(cookieAnswer, &externs) == nil {
		// Asked for together with others, it would be looked for in the kernel's configuration.
		externs.Vars = slices.DeleteFunc(externs.Vars, func(v btf.VarSecinfo) bool {
			return v.Type.TypeName() == cookieQuestion
		})
	}
	spec.Maps[cookieAnswer] = &ebpf.MapSpec{
		Name: cookieAnswer, Type: ebpf.Array, KeySize: 4, ValueSize: 1, MaxEntries: 1,
		Contents: []ebpf.MapKV{{Key: uint32(0), Value: []byte{1}}},
	}
}

// codePlace is an instruction: so many raw ones behind the beginning of a function.
type codePlace struct {
	function string
	at       uint64
}

// relocations finds the instructions that refer to a symbol.
func relocations(object []byte, name string) map[codePlace]bool {
	places := make(map[codePlace]bool)
	file, err := elf.NewFile(bytes.NewReader(object))
	if err != nil {
		return places
	}
	symbols, _ := file.Symbols()
	for _, section := range file.Sections {
		if section.Type != elf.SHT_REL {
			continue
		}
		raw, err := section.Data()
		if err != nil {
			continue
		}
		for ; len(raw) >= 16; raw = raw[16:] {
			at, symbol := file.ByteOrder.Uint64(raw), int(file.ByteOrder.Uint64(raw[8:])>>32)-1
			if symbol < 0 || symbol >= len(symbols) || symbols[symbol].Name != name {
				continue
			}
			for _, function := range symbols {
				if elf.ST_TYPE(function.Info) == elf.STT_FUNC && uint32(function.Section) == section.Info &&
					function.Value <= at && at < function.Value+function.Size {
					places[codePlace{function.Name, (at - function.Value) / asm.InstructionSize}] = true
				}
			}
		}
	}
	return places
}
