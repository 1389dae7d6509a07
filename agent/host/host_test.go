package host

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/asm"
	"github.com/cilium/ebpf/link"
	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/kernel"
	"github.com/ebpf-workbench/agent/rpc"
)

// inNetworkOfItsOwn moves the test to a new network namespace with a pair of interfaces. The thread ends with the test.
func inNetworkOfItsOwn(t *testing.T) netlink.Link {
	t.Helper()
	kerneltest.NeedsRoot(t)
	runtime.LockOSThread()
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		t.Fatalf("unshare: %v", err)
	}
	pair := &netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: "ebwhost0"}, PeerName: "ebwhost1"}
	if err := netlink.LinkAdd(pair); err != nil {
		t.Fatalf("veth: %v", err)
	}
	device, err := netlink.LinkByName("ebwhost0")
	if err != nil {
		t.Fatal(err)
	}
	return device
}

// program loads one that returns a constant.
func program(t *testing.T, kind ebpf.ProgramType, attach ebpf.AttachType, result int64) (*ebpf.Program, uint32) {
	t.Helper()
	kerneltest.NeedsRoot(t)
	loaded, err := ebpf.NewProgram(&ebpf.ProgramSpec{
		Name: "ebwhost_test", Type: kind, AttachType: attach, License: "GPL",
		Instructions: asm.Instructions{asm.LoadImm(asm.R0, result, asm.DWord), asm.Return()},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { loaded.Close() })
	info, err := kernel.InfoOfProgram(loaded.FD())
	if err != nil {
		t.Fatal(err)
	}
	return loaded, info.ID
}

func xdpProgram(t *testing.T) (*ebpf.Program, uint32) { return program(t, ebpf.XDP, 0, 2) }

// attachmentsOf lists those of one program.
func attachmentsOf(t *testing.T, id uint32) []rpc.HostAttachment {
	t.Helper()
	objects, err := Objects(Ours{})
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(objects.Attachments, func(row rpc.HostAttachment) bool { return row.Program != id })
}

// detaches checks that a program is attached there and only there, and that it can be taken off by that handle.
func detaches(t *testing.T, id uint32, kind, target string) {
	t.Helper()
	rows := attachmentsOf(t, id)
	if len(rows) != 1 || rows[0].Kind != kind || rows[0].Target != target || rows[0].Owners == nil || rows[0].Pins == nil {
		t.Fatalf("%+v, want %s %s", rows, kind, target)
	}
	for _, again := range []bool{false, true} {
		change, err := Detach(rows[0].Handle)
		isLink := strings.HasPrefix(rows[0].Handle, "link:") // Which is there still.
		if err != nil || !change.Done || (again && !isLink) != strings.Contains(change.Detail, "gone already") {
			t.Errorf("%+v %v", change, err)
		}
	}
	// A link stays, attached to nothing.
	for _, row := range attachmentsOf(t, id) {
		if row.Target == target {
			t.Errorf("still there: %+v", row)
		}
	}
}

func TestXDPByLink(t *testing.T) {
	device := inNetworkOfItsOwn(t)
	loaded, id := xdpProgram(t)
	attached, err := link.AttachXDP(link.XDPOptions{Program: loaded, Interface: device.Attrs().Index})
	if err != nil {
		t.Fatal(err)
	}
	defer attached.Close()
	info, err := attached.Info()
	if err != nil {
		t.Fatal(err)
	}
	rows := attachmentsOf(t, id)
	if len(rows) != 1 || rows[0].Handle != fmt.Sprintf("link:%d", info.ID) {
		t.Fatalf("%+v", rows)
	}
	// Its index alone does not say whose it is. The file keeps its network alive.
	network, err := os.Open("/proc/thread-self/ns/net")
	if err != nil {
		t.Fatal(err)
	}
	defer network.Close()
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		t.Fatal(err)
	}
	if rows := attachmentsOf(t, id); !strings.Contains(rows[0].Target, "another network namespace") {
		t.Errorf("%+v", rows)
	}
	if change, err := Detach(rows[0].Handle); err != nil || !change.Done {
		t.Errorf("%+v %v", change, err)
	}
	if rows := attachmentsOf(t, id); rows[0].Target != "an interface that is gone" {
		t.Errorf("%+v", rows)
	}
}

func TestXDPByNetlink(t *testing.T) {
	device := inNetworkOfItsOwn(t)
	loaded, id := xdpProgram(t)
	if err := netlink.LinkSetXdpFd(device, loaded.FD()); err != nil {
		t.Fatal(err)
	}
	detaches(t, id, "xdp", "ebwhost0")
}

func TestFilters(t *testing.T) {
	device := inNetworkOfItsOwn(t)
	loaded, id := program(t, ebpf.SchedCLS, 0, 0)
	index := device.Attrs().Index
	err := netlink.QdiscAdd(&netlink.Clsact{QdiscAttrs: netlink.QdiscAttrs{
		LinkIndex: index, Parent: netlink.HANDLE_CLSACT, Handle: netlink.MakeHandle(0xffff, 0),
	}})
	if err != nil {
		t.Fatal(err)
	}
	for parent, side := range map[uint32]string{netlink.HANDLE_MIN_INGRESS: "ingress", netlink.HANDLE_MIN_EGRESS: "egress"} {
		err := netlink.FilterAdd(&netlink.BpfFilter{
			FilterAttrs: netlink.FilterAttrs{
				LinkIndex: index, Parent: parent, Priority: 300, Handle: 0x1f, Protocol: unix.ETH_P_ALL,
			},
			Fd: loaded.FD(), Name: "ebwhost", DirectAction: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		detaches(t, id, "tc", "ebwhost0 "+side)
	}
}

func TestPrograms(t *testing.T) {
	loaded, id := xdpProgram(t)
	at := time.Now()
	if _, _, err := loaded.Test(make([]byte, 64)); err != nil {
		t.Fatal(err)
	}
	objects, err := Objects(Ours{Programs: map[uint32]bool{id: true}})
	if err != nil {
		t.Fatal(err)
	}
	place := slices.IndexFunc(objects.Programs, func(row rpc.HostProgram) bool { return row.ID == id })
	if place == -1 {
		t.Fatal("it is not there")
	}
	row := objects.Programs[place]
	if row.Name != "ebwhost_test" || row.Type != "xdp" || len(row.Tag) != 16 || row.Memory == 0 || !row.Ours ||
		row.Owners == nil || row.Maps == nil || row.Pins == nil || row.LoadedAt == 0 {
		t.Errorf("%+v", row)
	}
	if off := at.Sub(time.UnixMilli(row.LoadedTime)).Abs(); off > 10*time.Second {
		t.Errorf("loaded %v away from now", off)
	}
}

func TestProgramsAreListedFast(t *testing.T) {
	kerneltest.NeedsSpeed(t)
	for range 500 {
		xdpProgram(t)
	}
	v, err := look(Ours{})
	if err != nil {
		t.Fatal(err)
	}
	defer v.groups.close()
	since := time.Now()
	rows, err := v.programs()
	took := time.Since(since)
	t.Logf("%d programs in %v", len(rows), took)
	if err != nil || len(rows) < 500 || took > 100*time.Millisecond {
		t.Errorf("%d programs in %v, %v", len(rows), took, err)
	}
}

func TestPins(t *testing.T) {
	kerneltest.NeedsRoot(t)
	folder := filepath.Join("/sys/fs/bpf", fmt.Sprintf("ebpf-workbench-test-host-%d", os.Getpid()))
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	pinned, err := ebpf.NewMap(&ebpf.MapSpec{Name: "ebwhost", Type: ebpf.PerCPUArray, KeySize: 4, ValueSize: 4, MaxEntries: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer pinned.Close()
	pin := filepath.Join(folder, "a_map")
	if err := kernel.Pin(pinned.FD(), pin); err != nil {
		t.Fatal(err)
	}
	objects, err := Objects(Ours{})
	if err != nil {
		t.Fatal(err)
	}
	place := slices.IndexFunc(objects.Maps, func(row rpc.MapInfo) bool { return slices.Contains(row.Pins, pin) })
	if place == -1 || objects.Maps[place].Slots != ebpf.MustPossibleCPU() || objects.Maps[place].Memory == 0 {
		t.Fatalf("%+v", objects.Maps)
	}
	if want := (rpc.HostPin{Path: pin, Kind: "map", ID: objects.Maps[place].ID}); !slices.Contains(objects.Pins, want) {
		t.Errorf("%+v is not in %+v", want, objects.Pins)
	}

	// Everything that is no pin stays.
	elsewhere := t.TempDir()
	file, away, inward := filepath.Join(elsewhere, "file"), filepath.Join(folder, "away"), filepath.Join(elsewhere, "inward")
	for _, err := range []error{
		os.WriteFile(file, nil, 0o600), os.Symlink(file, away), os.Symlink(pin, inward),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for path, words := range map[string]string{
		file: "not in a BPF file system", away: "not in a BPF file system", folder: "is a directory",
		folder + "/../../../../etc/hostname": "not in a BPF file system", "a_map": "absolute", elsewhere + "/none": "There is no",
		"/sys/fs/bpf": "not in a BPF file system",
	} {
		if change := Unpin(path); change.Done || !strings.Contains(change.Detail, words) {
			t.Errorf("%s: %+v", path, change)
		}
	}
	if _, err := os.Stat(file); err != nil {
		t.Error(err)
	}
	if change := Unpin(inward); !change.Done || change.Detail != "" {
		t.Errorf("%+v", change)
	}
	if change := Unpin(pin); !change.Done || !strings.Contains(change.Detail, "gone already") {
		t.Errorf("%+v", change)
	}
}

func TestHandlesThatAreNone(t *testing.T) {
	for _, handle := range []string{"", "link", "link:", "link:x", "link:1:2", "link:4294967296", "xdp:-1", "tc:1:2:3", "rm:1"} {
		if change, err := Detach(handle); err == nil {
			t.Errorf("%q: %+v", handle, change)
		}
	}
	if change, err := Detach("link:4294967295"); err != nil || !change.Done {
		t.Errorf("%+v %v", change, err)
	}
}

func TestMounts(t *testing.T) {
	text := "36 27 0:31 / /sys/fs/bpf rw,relatime shared:12 - bpf bpf rw,mode=700\n" +
		"37 27 0:32 / /run/a\\040b rw - bpf bpf rw\n" +
		"38 27 0:33 / /proc rw - proc bpf rw\n\n"
	if found := parseMounts(text, "bpf"); !slices.Equal(found, []string{"/sys/fs/bpf", "/run/a b"}) {
		t.Error(found)
	}
}
