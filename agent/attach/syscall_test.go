package attach

import (
	"strings"
	"testing"
)

func TestSyscallProgramsRunOnce(t *testing.T) {
	f := loadFixture(t, "syscall")
	lines := linesWhile(t, func() {
		attached, refusal := f.attach("plain", "")
		if refusal != nil {
			t.Fatalf("%+v", refusal)
		}
		if got := attached.Link; got.Kind != "syscall" || got.Proof != "ran" || got.Detail != "returned 42" || got.ProgramID == 0 {
			t.Errorf("%+v", got)
		}
	})
	if strings.Count(lines, ": ran plain\n") != 1 {
		t.Errorf("want one line:\n%s", lines)
	}
	attached, refusal := f.attach("reads", "")
	if refusal != nil {
		t.Fatalf("%+v", refusal)
	}
	if got := attached.Link.Detail; got != "returned -1, with a context of 512 bytes, all zero" {
		t.Error(got)
	}
}
