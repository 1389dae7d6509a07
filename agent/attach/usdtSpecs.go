package attach

import (
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/cilium/ebpf"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/executable"
	"github.com/ebpf-workbench/agent/rpc"
)

// specMap is the map of <bpf/usdt.bpf.h> that says where each place has its arguments. The cookie of a probe is the
// index of its place there.
const specMap = "__bpf_usdt_specs"

// Layout of struct __bpf_usdt_spec.
const (
	mostUsdtArguments = 12
	usdtArgumentSize  = 16
	usdtSpecSize      = mostUsdtArguments*usdtArgumentSize + 16
	// unreadable is no kind, and makes bpf_usdt_arg return -EINVAL.
	unreadable = 0x7f
)

// usdtSpecs are the rows that one attachment takes of the map, none where the program reads no arguments. Closing
// gives them back.
type usdtSpecs struct {
	table    *ebpf.Map
	indexed  bool
	reserve  func() (uint32, bool)
	release  func(uint32)
	taken    map[string]uint32
	problems []string
}

func newUsdtSpecs(request Request) (*usdtSpecs, error) {
	specs := &usdtSpecs{taken: make(map[string]uint32)}
	if request.Collection == nil {
		return specs, nil
	}
	table := request.Collection.MapsByName()[specMap]
	if table == nil {
		return specs, nil
	}
	if table.ValueSize() != usdtSpecSize {
		return nil, rpc.Refuse(rpc.Unsupported, nil, fmt.Sprintf(
			"The program was compiled with a <bpf/usdt.bpf.h> whose rows have %d bytes; this agent knows those of %d.",
			table.ValueSize(), usdtSpecSize))
	}
	specs.table, specs.indexed = table, request.Collection.HasMember(specMap, "idx_reg_off")
	specs.reserve = func() (uint32, bool) { return request.Collection.ReserveRow(specMap, table.MaxEntries()) }
	specs.release = func(row uint32) { request.Collection.ReleaseRow(specMap, row) }
	return specs, nil
}

// add writes the row for one place's arguments, and returns the cookie. Places with the same text share a row.
func (s *usdtSpecs) add(text string) (uint64, error) {
	if s.table == nil {
		return 0, nil
	}
	if row, ok := s.taken[text]; ok {
		return uint64(row), nil
	}
	row, ok := s.reserve()
	if !ok {
		return 0, rpc.Refuse(rpc.Busy, nil, fmt.Sprintf(
			"The map %s is full: #define BPF_USDT_MAX_SPEC_CNT with more than %d before <bpf/usdt.bpf.h>.",
			specMap, s.table.MaxEntries()))
	}
	s.taken[text] = row
	value, problems := usdtSpec(text, s.indexed)
	s.problems = append(s.problems, problems...)
	if err := s.table.Put(row, value); err != nil {
		return 0, rpc.Refuse(rpc.Other, err, "Filling the map "+specMap+": "+errno.Text(err))
	}
	return uint64(row), nil
}

func (s *usdtSpecs) Close() error {
	for _, row := range s.taken {
		s.release(row)
	}
	return nil
}

// usdtSpec is struct __bpf_usdt_spec. indexed tells that the header knows arguments at a register plus another one.
func usdtSpec(text string, indexed bool) (value []byte, problems []string) {
	value = make([]byte, usdtSpecSize)
	arguments, errors := executable.ParseArguments(text)
	if len(arguments) > mostUsdtArguments {
		problems = append(problems, fmt.Sprintf("%d and more cannot be read", mostUsdtArguments))
		arguments = arguments[:mostUsdtArguments]
	}
	for i, argument := range arguments {
		row := value[i*usdtArgumentSize:]
		if errors[i] != nil || argument.Kind == executable.Indexed && !indexed {
			row[8] = unreadable
			problems = append(problems, fmt.Sprintf("%d cannot be read by the program (%s)", i, strings.Fields(text)[i]))
			continue
		}
		binary.LittleEndian.PutUint64(row, argument.Value)
		row[8] = byte(argument.Kind)
		if indexed {
			binary.LittleEndian.PutUint16(row[9:], argument.Index|argument.Scale<<12)
		}
		binary.LittleEndian.PutUint16(row[12:], uint16(argument.Register))
		if argument.Signed {
			row[14] = 1
		}
		row[15] = byte(64 - 8*argument.Size)
	}
	binary.LittleEndian.PutUint16(value[mostUsdtArguments*usdtArgumentSize+8:], uint16(len(arguments)))
	return value, problems
}
