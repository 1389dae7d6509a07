package attach

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ebpf-workbench/agent/candidates"
	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/rpc"
)

// TestLSM sees a file that cannot be deleted, and that can be when the program is gone.
func TestLSM(t *testing.T) {
	kerneltest.NeedsVM(t)
	f := loadFixture(t, "lsm")
	if known, active := lsmIsActive(); !known || !active {
		t.Fatal("the VM's kernel runs LSM programs")
	}
	file := filepath.Join(t.TempDir(), "ebw-lsm-test")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	attached, refusal := f.attach("keep", "")
	if refusal != nil {
		t.Fatalf("%+v", refusal)
	}
	if got := attached.Link; got.Kind != "lsm" || got.Target != "inode_unlink" || got.Proof != "linkInfo" || got.ID == 0 {
		t.Errorf("%+v", got)
	}
	if err := os.Remove(file); !os.IsPermission(err) {
		t.Errorf("the file was deleted: %v", err)
	}
	f.attaches("started", "", "lsm bprm_committed_creds")
	sees(t, []string{"/bin/true"}, "started")
	if err := attached.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(file); err != nil {
		t.Error(err)
	}
}

func TestLSMOfAControlGroup(t *testing.T) {
	kerneltest.NeedsVM(t)
	f := loadFixture(t, "lsm")
	root, err := candidates.CgroupRoot()
	if err != nil {
		t.Fatal(err)
	}
	group := filepath.Join(root, "ebw-lsm-test")
	if err := os.Mkdir(group, 0o755); err != nil {
		t.Fatal(err)
	}
	defer os.Remove(group)
	if _, refusal := f.attach("no_bind", ""); refusal == nil || refusal.Needs != "cgroup" {
		t.Errorf("%+v", refusal)
	}
	f.refuses("no_bind", "/ebw-lsm-tes", rpc.NoSuchTarget, "Did you mean /ebw-lsm-test")
	attached, refusal := f.attach("no_bind", "/ebw-lsm-test")
	if refusal != nil {
		t.Fatalf("%+v", refusal)
	}
	if got := attached.Link; got.Kind != "lsmCgroup" || got.Target != "/ebw-lsm-test" || got.ID == 0 {
		t.Errorf("%+v", got)
	}
	bind := func() {
		if port, err := net.Listen("tcp", "127.0.0.1:0"); err == nil {
			port.Close()
		}
	}
	// Programs return 1 to allow; this one forbids by its 0.
	python := exec.Command("sh", "-c", "echo $$ > "+group+"/cgroup.procs && exec python3 -c 'import socket; socket.socket().bind((\"127.0.0.1\", 0))'")
	lines := linesWhile(t, func() {
		bind()
		if out, err := python.CombinedOutput(); err == nil || !strings.Contains(string(out), "Operation not permitted") {
			t.Errorf("the group may bind: %v %s", err, out)
		}
	})
	if strings.Count(lines, ": bind\n") != 1 {
		t.Errorf("want one line:\n%s", lines)
	}
}
