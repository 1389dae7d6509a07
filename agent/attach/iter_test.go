package attach

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ebpf-workbench/agent/candidates"
	"github.com/ebpf-workbench/agent/rpc"
)

// iterated attaches and reads.
func (f fixture) iterated(program, target string) string {
	f.t.Helper()
	attached, refusal := f.attach(program, target)
	if refusal != nil {
		f.t.Fatalf("%s: %+v", program, refusal)
	}
	from, err := attached.OpenIterator()
	if err != nil {
		f.t.Fatal(err)
	}
	defer from.Close()
	text, err := io.ReadAll(from)
	if err != nil {
		f.t.Fatal(err)
	}
	return string(text)
}

func TestIterators(t *testing.T) {
	f := loadFixture(t, "iter")
	f.attaches("tasks", "", "iter task")
	f.attaches("tasks_asleep", "", "iter task")
	own, first := fmt.Sprintf("process %d thread ", os.Getpid()), "process 2 thread 2\n"
	if text := f.iterated("tasks", ""); !strings.Contains(text, own) || !strings.Contains(text, first) {
		t.Errorf("want %q and %q in\n%s", own, first, text)
	}
	if text := f.iterated("tasks", fmt.Sprintf("pid=%d", os.Getpid())); !strings.Contains(text, own) || strings.Contains(text, first) {
		t.Errorf("want only %q in\n%s", own, text)
	}
	f.refuses("tasks", "pid=4194305", rpc.NoSuchTarget, "no process")

	if err := f.collection.MapsByName()["numbers"].Put(uint32(1), uint64(77)); err != nil {
		t.Fatal(err)
	}
	if text := f.iterated("elements", "numbers"); text != "0: 0\n1: 77\n2: 0\n" {
		t.Errorf("%q", text)
	}
	if _, refusal := f.attach("elements", ""); refusal == nil || refusal.Needs != "map" {
		t.Errorf("%+v", refusal)
	}
	f.refuses("elements", "number", rpc.NoSuchTarget, "Did you mean numbers")

	if text := f.iterated("groups", "/,order=self_only"); text != "group\n" {
		t.Errorf("%q", text)
	}
	root, err := candidates.CgroupRoot()
	if err != nil {
		t.Fatal(err)
	}
	group := filepath.Join(root, "ebw-iter-test")
	if err := os.Mkdir(group, 0o755); err != nil {
		t.Fatal(err)
	}
	defer os.Remove(group)
	if text := f.iterated("groups", ""); strings.Count(text, "group\n") < 2 {
		t.Errorf("%q", text)
	}
	f.refuses("groups", "/,order=odd", rpc.Other, "descendants_pre")
}
