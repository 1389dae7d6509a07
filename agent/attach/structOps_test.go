package attach

import (
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/rpc"
)

// TestStructOps sees congestion controls that sockets can choose while their structure is registered.
func TestStructOps(t *testing.T) {
	kerneltest.NeedsVM(t)
	f := loadFixture(t, "structOps")
	first, refusal := f.attach("undo", "")
	if refusal != nil {
		t.Fatalf("%+v", refusal)
	}
	if got := first.Link; got.Kind != "structOps" || got.Target != "tcp_congestion_ops linked" || !strings.HasPrefix(got.Detail, "3 functions") {
		t.Errorf("%+v", got)
	}
	// Its other programs share the registration.
	second, refusal := f.attach("avoid", "linked")
	if refusal != nil {
		t.Fatalf("%+v", refusal)
	}
	third, refusal := f.attach("other_undo", "")
	if refusal != nil {
		t.Fatalf("%+v", refusal)
	}
	if got := third.Link; got.Target != "tcp_congestion_ops written" || got.Proof != "query" {
		t.Errorf("%+v", got)
	}
	chosen(t, "ebw_linked", true)
	chosen(t, "ebw_written", true)
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	chosen(t, "ebw_linked", true)
	for _, attached := range []*Attached{second, third} {
		if err := attached.Close(); err != nil {
			t.Fatal(err)
		}
	}
	chosen(t, "ebw_linked", false)
	chosen(t, "ebw_written", false)

	f.refuses("avoid", "", rpc.NoSuchTarget, "linked, written")
	unused := slices.IndexFunc(f.rows, func(r rpc.LoadedProgram) bool { return r.Name == "nobody" })
	if row := f.rows[unused]; row.Status != rpc.StatusFailed || !strings.Contains(row.Detail, "No structure") {
		t.Errorf("%+v", row)
	}
}

// chosen lets a socket of our own choose the congestion control.
func chosen(t *testing.T, name string, want bool) {
	t.Helper()
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(socket)
	err = unix.SetsockoptString(socket, unix.IPPROTO_TCP, unix.TCP_CONGESTION, name)
	listed, _ := os.ReadFile("/proc/sys/net/ipv4/tcp_available_congestion_control")
	if (err == nil) != want || strings.Contains(string(listed), name) != want {
		t.Errorf("%s can be chosen: %v, want %v; there are %s", name, err, want, listed)
	}
}
