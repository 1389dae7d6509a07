package attach

import (
	"errors"
	"strings"
	"testing"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/lifetime"
	"github.com/ebpf-workbench/agent/load"
	"github.com/ebpf-workbench/agent/rpc"
	"github.com/ebpf-workbench/agent/tracefs"
)

// fixture is a loaded object, and attaches its programs.
type fixture struct {
	t          *testing.T
	collection *load.Collection
	rows       []rpc.LoadedProgram
	book       *lifetime.Book
}

func loadFixture(t *testing.T, name string) fixture {
	t.Helper()
	kerneltest.NeedsRoot(t)
	outcome, err := load.Load(rpc.LoadParams{Path: kerneltest.Compile(t, name)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(outcome.Collection.Close)
	return fixture{t, outcome.Collection, outcome.Programs, &lifetime.Book{}}
}

func (f fixture) request(program string) Request {
	f.t.Helper()
	loaded := f.collection.Programs[program]
	if loaded == nil {
		f.t.Fatalf("%s is not loaded: %+v", program, f.rows)
	}
	return Request{
		Name: program, Program: loaded.Program, ID: loaded.ID, Section: loaded.Section, Tracefs: tracefs.Open,
		AttachType: loaded.AttachType, Collection: f.collection, Leftovers: f.book,
	}
}

func (f fixture) attach(program, target string) (*Attached, *rpc.Refusal) {
	f.t.Helper()
	request := f.request(program)
	request.Target = target
	return f.tryAttach(request)
}

func (f fixture) tryAttach(request Request) (*Attached, *rpc.Refusal) {
	f.t.Helper()
	attached, err := Attach(request)
	if err != nil {
		var refusal *rpc.Refusal
		if !errors.As(err, &refusal) {
			f.t.Fatal(err)
		}
		return nil, refusal
	}
	f.t.Cleanup(func() { _ = attached.Close() })
	return attached, nil
}

// attaches checks one that must be attached: its kind and target.
func (f fixture) attaches(program, target, want string) {
	f.t.Helper()
	attached, refusal := f.attach(program, target)
	if refusal != nil {
		f.t.Errorf("%s: %+v", program, refusal)
		return
	}
	link := attached.Link
	if got := link.Kind + " " + link.Target; got != want || link.ID == 0 || link.ProgramID == 0 || link.Proof != "linkInfo" {
		f.t.Errorf("%s: got %+v, want %s", program, link, want)
	}
}

// refuses checks one that must not be: the problem, and words of its detail.
func (f fixture) refuses(program, target string, problem rpc.Problem, words string) {
	f.t.Helper()
	attached, refusal := f.attach(program, target)
	if attached != nil {
		f.t.Errorf("%s is attached: %+v", program, attached.Link)
		return
	}
	if refusal.Problem != problem || !strings.Contains(refusal.Detail, words) {
		f.t.Errorf("%s: got %+v, want %s: %s", program, refusal, problem, words)
	}
	if (refusal.Problem == rpc.NeedsTarget) != (refusal.Needs != "") {
		f.t.Errorf("%s: %+v does not say what it needs", program, refusal)
	}
}

func TestTracepoint(t *testing.T) {
	loadFixture(t, "calls").attaches("on_call", "", "tracepoint syscalls/sys_enter_getpgid")
}

// TestAttachByIoctl is the way of kernels before 5.15, which newer ones still allow.
func TestAttachByIoctl(t *testing.T) {
	fs, err := tracefs.Open()
	if err != nil {
		t.Fatal(err)
	}
	number, err := eventNumber(fs, "syscalls", "sys_enter_getpgid")
	if err != nil {
		t.Fatal(err)
	}
	event, err := openTracepoint(number)
	if err != nil {
		t.Fatal(err)
	}
	program := loadFixture(t, "calls").collection.Programs["on_call"]
	attachment, err := attachByIoctl(event, program.Program)
	if err != nil {
		t.Fatal(err)
	}
	defer attachment.Close()
	link, name, err := attachment.prove(program.ID, func(s perfState) bool { return s.kind == fdTracepoint })
	if err != nil || link.Proof != "perfEvent" || link.ID != 0 || name == "" {
		t.Errorf("%+v %q %v", link, name, err)
	}
	if _, _, err := attachment.prove(program.ID+1, func(perfState) bool { return true }); err == nil {
		t.Error("an attachment of another program was taken for proof")
	}
}

func TestRawTracepoints(t *testing.T) {
	f := loadFixture(t, "raw")
	f.attaches("raw", "", "rawTracepoint sched_switch")
	f.attaches("raw_long", "", "rawTracepoint sched_switch")
	f.attaches("typed", "", "rawTracepoint sched_switch")
	f.refuses("raw_misspelt", "", rpc.NoSuchTarget, "Did you mean sched_switch")
}

func TestWhatSectionsLeaveOpen(t *testing.T) {
	f := loadFixture(t, "open")
	f.refuses("bare_kprobe", "", rpc.NeedsTarget, "kprobe/do_unlinkat")
	f.refuses("bare_tracepoint", "", rpc.NeedsTarget, "tracepoint/sched/sched_process_fork")
	f.attaches("bare_tracepoint", "sched/sched_process_exec", "tracepoint sched/sched_process_exec")
	f.refuses("bare_tracepoint", "sched_process_exec", rpc.NeedsTarget, "category and name")
	f.refuses("misspelt_tracepoint", "", rpc.NoSuchTarget, "Did you mean sched/sched_process_fork")
}

func TestNotYet(t *testing.T) {
	f := loadFixture(t, "open")
	f.refuses("in_devmap", "", rpc.NotYet, "redirects through a devmap")
}

func TestParseProbe(t *testing.T) {
	for target, want := range map[string]probe{
		"do_unlinkat":      {function: "do_unlinkat"},
		"do_unlinkat+16":   {function: "do_unlinkat", offset: 16},
		"do_unlinkat+0x1F": {function: "do_unlinkat", offset: 31},
		"do_unlinkat+010":  {function: "do_unlinkat", offset: 8},
		"f.isra.0+0":       {function: "f.isra.0"},
	} {
		if got, err := parseProbe(target, false); err != nil || got != want {
			t.Errorf("%s: got %+v %v, want %+v", target, got, err, want)
		}
	}
	for _, target := range []string{"", "+4", "f+", "f+x", "f-4", "f g", "f+99999999999999999999", "f;rm"} {
		if got, err := parseProbe(target, false); err == nil {
			t.Errorf("%q was taken for %+v", target, got)
		}
	}
	if _, err := parseProbe("f+4", true); err == nil {
		t.Error("a kretprobe with an offset")
	}
}
