package host

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"
)

// newGroup makes a control group right below the root.
func newGroup(t *testing.T) (path, shown string) {
	t.Helper()
	groups := openCgroups()
	defer groups.close()
	if groups.root == "" {
		t.Fatal("no cgroup2 file system is mounted")
	}
	name := fmt.Sprintf("ebwhost-%s-%d", strings.ToLower(t.Name()), os.Getpid())
	path = filepath.Join(groups.root, name)
	if err := os.Mkdir(path, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Remove(path) })
	return path, "/" + name
}

func TestGroupByAttach(t *testing.T) {
	loaded, id := program(t, ebpf.CGroupSKB, ebpf.AttachCGroupInetEgress, 1)
	path, shown := newGroup(t)
	folder, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	err = link.RawAttachProgram(link.RawAttachProgramOptions{
		Target: int(folder.Fd()), Program: loaded, Attach: ebpf.AttachCGroupInetEgress,
	})
	if err != nil {
		t.Fatal(err)
	}
	detaches(t, id, "cgroup", shown+" cgroup_inet_egress")
}

func TestGroupByLink(t *testing.T) {
	loaded, id := program(t, ebpf.CGroupSKB, ebpf.AttachCGroupInetIngress, 1)
	path, shown := newGroup(t)
	attached, err := link.AttachCgroup(link.CgroupOptions{Path: path, Attach: ebpf.AttachCGroupInetIngress, Program: loaded})
	if err != nil {
		t.Fatal(err)
	}
	defer attached.Close()
	detaches(t, id, "cgroup", shown+" cgroup_inet_ingress")
	if rows := attachmentsOf(t, id); len(rows) != 1 || !strings.HasPrefix(rows[0].Target, "a control group that is gone") {
		t.Errorf("%+v", rows)
	}
}

func TestSocketMap(t *testing.T) {
	loaded, id := program(t, ebpf.SkSKB, ebpf.AttachSkSKBStreamVerdict, 1)
	sockets, err := ebpf.NewMap(&ebpf.MapSpec{Name: "ebwhost", Type: ebpf.SockMap, KeySize: 4, ValueSize: 4, MaxEntries: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer sockets.Close()
	err = link.RawAttachProgram(link.RawAttachProgramOptions{
		Target: sockets.FD(), Program: loaded, Attach: ebpf.AttachSkSKBStreamVerdict,
	})
	if err != nil {
		t.Fatal(err)
	}
	info, err := sockets.Info()
	if err != nil {
		t.Fatal(err)
	}
	number, _ := info.ID()
	detaches(t, id, "sockmap", fmt.Sprintf("map %d (ebwhost) sk_skb_stream_verdict", number))
}

func TestFlowDissector(t *testing.T) {
	inNetworkOfItsOwn(t)
	loaded, id := program(t, ebpf.FlowDissector, ebpf.AttachFlowDissector, 0)
	err := link.RawAttachProgram(link.RawAttachProgramOptions{Program: loaded, Attach: ebpf.AttachFlowDissector})
	if err != nil {
		t.Fatal(err)
	}
	detaches(t, id, "netns", "this network namespace flow_dissector")
}
