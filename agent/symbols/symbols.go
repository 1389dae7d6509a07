// Package symbols names kernel addresses by /proc/kallsyms. It keeps nothing: modules and programs come and go.
package symbols

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"slices"
	"strconv"

	"github.com/ebpf-workbench/agent/rpc"
)

// farthest is how far from its symbol an address may be. /proc/kallsyms has no sizes, and between the kernel, its modules
// and its data lie wide gaps.
const farthest = 1 << 20

// Of names each address by the symbol at or below it. Where the kernel hides its addresses from this user, and for what
// is no kernel address, the names are empty.
func Of(addresses []string) ([]rpc.KernelSymbol, error) {
	file, err := os.Open("/proc/kallsyms")
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return read(file, addresses)
}

type question struct {
	address, found uint64
	name, module   string
}

// read goes through the symbols once, in whatever order they come, and keeps the nearest one for each address.
func read(from io.Reader, addresses []string) ([]rpc.KernelSymbol, error) {
	answers := make([]rpc.KernelSymbol, len(addresses))
	var questions []question
	for i, text := range addresses {
		answers[i].Address = text
		if address, err := strconv.ParseUint(text, 0, 64); err == nil && address != 0 {
			questions = append(questions, question{address: address})
		}
	}
	byAddress := func(q question, address uint64) int {
		switch {
		case q.address < address:
			return -1
		case q.address > address:
			return 1
		}
		return 0
	}
	slices.SortFunc(questions, func(a, b question) int { return byAddress(a, b.address) })

	lines := bufio.NewReaderSize(from, 1<<18)
	for {
		line, err := lines.ReadSlice('\n')
		if address, ok := addressOf(line); ok {
			// It is a name for the first question at or above it; those further up take over below.
			at, _ := slices.BinarySearchFunc(questions, address, byAddress)
			if at < len(questions) && address > questions[at].found {
				questions[at].found = address
				questions[at].name, questions[at].module = nameOf(line)
			}
		}
		if err == io.EOF {
			break
		}
		if err != nil && err != bufio.ErrBufferFull {
			return nil, err
		}
	}
	for i := 1; i < len(questions); i++ {
		if before := questions[i-1]; before.found > questions[i].found {
			questions[i].found, questions[i].name, questions[i].module = before.found, before.name, before.module
		}
	}
	for i := range answers {
		address, err := strconv.ParseUint(answers[i].Address, 0, 64)
		at, known := slices.BinarySearchFunc(questions, address, byAddress)
		if err != nil || !known || questions[at].name == "" || address-questions[at].found > farthest {
			continue
		}
		answers[i].Name, answers[i].Module = questions[at].name, questions[at].module
		answers[i].Offset = address - questions[at].found
	}
	return answers, nil
}

// addressOf reads the address of a line; false where it is hidden or the symbol has none. Modules and programs have
// their name behind the symbol:
//
//	ffffffff81000000 T _stext
//	ffffffffc0a1b000 t vmw_ioctl	[vmwgfx]
func addressOf(line []byte) (uint64, bool) {
	digits, rest, _ := bytes.Cut(line, []byte{' '})
	// The symbols of per-CPU data are offsets.
	if len(rest) == 0 || rest[0] == 'a' || rest[0] == 'A' {
		return 0, false
	}
	var address uint64
	for _, c := range digits {
		switch {
		case c >= '0' && c <= '9':
			address = address<<4 | uint64(c-'0')
		case c >= 'a' && c <= 'f':
			address = address<<4 | uint64(c-'a'+10)
		default:
			return 0, false
		}
	}
	return address, address != 0
}

func nameOf(line []byte) (name, module string) {
	fields := bytes.Fields(line)
	if len(fields) < 3 {
		return "", ""
	}
	if len(fields) > 3 {
		module = string(bytes.Trim(fields[3], "[]"))
	}
	return string(fields[2]), module
}
