package symbols

import (
	"slices"
	"strings"
	"testing"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/rpc"
)

const table = "0000000000001000 A fixed_percpu_data\n" +
	"ffffffff81000000 T _text\n" +
	"ffffffff81000100 T do_one\n" +
	"ffffffff81000100 t alias_of_one\n" +
	"ffffffff82000000 T do_two\n" +
	"ffffffffc0001000 t in_module\t[some_module]\n" +
	"ffffffffc0000500 t before_it\t[some_module]\n" +
	"ffffffffc0003000 t bpf_prog_6deef7357e7b4530_count\t[bpf]\n"

func TestNearestSymbol(t *testing.T) {
	got, err := read(strings.NewReader(table), []string{
		"0xffffffffc0001010", "0xffffffff81000100", "0xffffffff81000123", "0xffffffff81000123", "0xffffffff81f00000",
		"0x1234", "0x0", "no number", "0xffffffffc0000fff", "0xffffffffc0003001",
	})
	want := []rpc.KernelSymbol{
		{Address: "0xffffffffc0001010", Name: "in_module", Offset: 0x10, Module: "some_module"},
		{Address: "0xffffffff81000100", Name: "do_one"},
		{Address: "0xffffffff81000123", Name: "do_one", Offset: 0x23},
		{Address: "0xffffffff81000123", Name: "do_one", Offset: 0x23},
		{Address: "0xffffffff81f00000"}, // Too far from anything.
		{Address: "0x1234"},
		{Address: "0x0"},
		{Address: "no number"},
		{Address: "0xffffffffc0000fff", Name: "before_it", Offset: 0xaff, Module: "some_module"},
		{Address: "0xffffffffc0003001", Name: "bpf_prog_6deef7357e7b4530_count", Offset: 1, Module: "bpf"},
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v\ngot  %+v\nwant %+v", err, got, want)
	}
}

func TestHiddenAddresses(t *testing.T) {
	hidden := "0000000000000000 T _text\n0000000000000000 T do_one\n"
	got, err := read(strings.NewReader(hidden), []string{"0xffffffff81000123"})
	if err != nil || len(got) != 1 || got[0] != (rpc.KernelSymbol{Address: "0xffffffff81000123"}) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestThisKernel(t *testing.T) {
	kerneltest.NeedsRoot(t)
	if got, err := Of(nil); err != nil || got == nil || len(got) != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}
