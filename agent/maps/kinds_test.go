package maps

import (
	"encoding/binary"
	"fmt"
	"net"
	"os"
	"strings"
	"testing"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/asm"
	"github.com/cilium/ebpf/btf"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/rpc"
	"github.com/ebpf-workbench/agent/symbols"
)

func newProgram(t *testing.T) *ebpf.Program {
	t.Helper()
	kerneltest.NeedsRoot(t)
	program, err := ebpf.NewProgram(&ebpf.ProgramSpec{
		Type: ebpf.SocketFilter, License: "GPL", Instructions: asm.Instructions{asm.LoadImm(asm.R0, 0, asm.DWord), asm.Return()},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { program.Close() })
	return program
}

// TestEveryTypeIsReadOrExplained makes a map of each type that this kernel has, empty as it is.
func TestEveryTypeIsReadOrExplained(t *testing.T) {
	page := uint32(os.Getpagesize())
	storage := ebpf.MapSpec{
		KeySize: 4, ValueSize: 4, Flags: unix.BPF_F_NO_PREALLOC,
		Key: &btf.Int{Name: "int", Size: 4, Encoding: btf.Signed}, Value: &btf.Int{Name: "int", Size: 4, Encoding: btf.Signed},
	}
	plain := ebpf.MapSpec{KeySize: 4, ValueSize: 4, MaxEntries: 2}
	sockets := ebpf.MapSpec{KeySize: 4, ValueSize: 8, MaxEntries: 2}
	for _, c := range []struct {
		kind   ebpf.MapType
		spec   ebpf.MapSpec
		status string
		method string
	}{
		{ebpf.PerfEventArray, plain, "unreadable", ""},
		{ebpf.CGroupArray, plain, "unreadable", ""},
		{ebpf.XSKMap, plain, "unreadable", ""},
		{ebpf.RingBuf, ebpf.MapSpec{MaxEntries: page}, "unreadable", ""},
		{ebpf.UserRingbuf, ebpf.MapSpec{MaxEntries: page}, "unreadable", ""},
		{ebpf.BloomFilter, ebpf.MapSpec{ValueSize: 4, MaxEntries: 2}, "unreadable", ""},
		{ebpf.Arena, ebpf.MapSpec{MaxEntries: 2, Flags: unix.BPF_F_MMAPABLE}, "unreadable", ""},
		{ebpf.SkStorage, storage, "unreadable", ""},
		{ebpf.InodeStorage, storage, "unreadable", ""},
		{ebpf.TaskStorage, storage, "unreadable", ""},
		{ebpf.CgroupStorage, storage, "unreadable", ""},
		{ebpf.SockMap, plain, "unreadable", ""},
		{ebpf.SockMap, sockets, "done", "array"},
		{ebpf.SockHash, plain, "unreadable", ""},
		{ebpf.SockHash, sockets, "done", "each"},
		{ebpf.ReusePortSockArray, plain, "unreadable", ""},
		{ebpf.ReusePortSockArray, sockets, "done", "array"},
		{ebpf.DevMap, plain, "done", "array"},
		{ebpf.DevMapHash, plain, "done", "each"},
		{ebpf.CPUMap, plain, "done", "array"},
		{ebpf.ProgramArray, plain, "done", "array"},
		{ebpf.StackTrace, ebpf.MapSpec{KeySize: 4, ValueSize: 8 * 20, MaxEntries: 2}, "done", "each"},
		{ebpf.CGroupStorage, ebpf.MapSpec{KeySize: 16, ValueSize: 4}, "done", "each"},
		{ebpf.PerCPUCGroupStorage, ebpf.MapSpec{KeySize: 16, ValueSize: 4}, "done", "each"},
	} {
		t.Run(c.kind.String(), func(t *testing.T) {
			spec := c.spec
			spec.Type = c.kind
			m, err := ebpf.NewMap(&spec)
			if err != nil {
				t.Skipf("this kernel makes no such map: %v", err)
			}
			defer m.Close()
			_, result := readMap(t, rpc.MapReadParams{Map: idOf(t, m), Reading: 1}, int(spec.KeySize), int(spec.ValueSize))
			if result.Status != c.status || result.Method != c.method || (result.Detail == "") != (c.status == "done") {
				t.Errorf("%+v", result)
			}
			if info, err := Look(idOf(t, m), nowhere); err != nil || info.Type == "" || info.Slots < 1 || info.Owners == nil || info.Pins == nil {
				t.Errorf("%+v, %v", info, err)
			}
		})
	}
}

// A devmap's entry has an interface and a program; the loopback interface has the number 1.
func TestInterfacesInADevmap(t *testing.T) {
	_, id := newMap(t, &ebpf.MapSpec{Type: ebpf.DevMap, KeySize: 4, ValueSize: 8, MaxEntries: 4})
	change := Update(rpc.MapUpdateParams{Map: id, Key: u32(2), Value: append(u32(1), u32(0)...)})
	if !change.Done {
		t.Fatalf("%+v", change)
	}
	got, result := readMap(t, rpc.MapReadParams{Map: id, Reading: 1}, 4, 8)
	if result.Status != "done" || len(got.values) != 1 || got.values[string(u32(2))] != string(append(u32(1), u32(0)...)) {
		t.Errorf("%+v %x", result, got.values)
	}
	value := append(u32(1), u32(uint32(1<<30))...)
	if change := Update(rpc.MapUpdateParams{Map: id, Key: u32(2), Value: value}); change.Done || change.Errno != "ENOENT" {
		t.Errorf("a program that does not exist: %+v", change)
	}
}

// TestSocketsShowTheirCookies puts a connected socket of this process in.
func TestSocketsShowTheirCookies(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	connection, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	file, err := connection.(*net.TCPConn).File()
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	cookie, err := unix.GetsockoptUint64(int(file.Fd()), unix.SOL_SOCKET, unix.SO_COOKIE)
	if err != nil {
		t.Fatal(err)
	}
	for kind, method := range map[ebpf.MapType]string{ebpf.SockMap: "array", ebpf.SockHash: "each"} {
		m, id := newMap(t, &ebpf.MapSpec{Type: kind, KeySize: 4, ValueSize: 8, MaxEntries: 2})
		if err := m.Put(u32(1), uint64(file.Fd())); err != nil {
			t.Fatal(err)
		}
		got, result := readMap(t, rpc.MapReadParams{Map: id, Reading: 1}, 4, 8)
		want := string(binary.NativeEndian.AppendUint64(nil, cookie))
		if result.Status != "done" || result.Method != method || len(got.values) != 1 || got.values[string(u32(1))] != want {
			t.Errorf("%v: %+v %x, want %x", kind, result, got.values, want)
		}
		if change := Update(rpc.MapUpdateParams{Map: id, Key: u32(0), Value: make([]byte, 8)}); change.Done || !strings.Contains(change.Detail, "file descriptors") {
			t.Errorf("%+v", change)
		}
	}
}

// TestStackTracesAreKernelAddresses takes a trace in a program that is run once, attached to nothing.
func TestStackTracesAreKernelAddresses(t *testing.T) {
	kerneltest.NeedsRoot(t)
	collection, err := ebpf.LoadCollection(kerneltest.Compile(t, "stack"))
	if err != nil {
		t.Fatal(err)
	}
	defer collection.Close()
	if _, err := collection.Programs["take"].Run(&ebpf.RunOptions{Context: make([]uint64, 8)}); err != nil {
		t.Fatal(err)
	}
	size := int(collection.Maps["stacks"].ValueSize())
	got, result := readMap(t, rpc.MapReadParams{Map: idOf(t, collection.Maps["stacks"]), Reading: 1}, 4, size)
	if result.Status != "done" || result.Method != "each" || len(got.values) != 1 {
		t.Fatalf("%+v", result)
	}
	for _, value := range got.values {
		address := binary.NativeEndian.Uint64([]byte(value))
		names, err := symbols.Of([]string{fmt.Sprintf("%#x", address)})
		t.Logf("%+v", names)
		if err != nil || names[0].Name == "" {
			t.Errorf("%#x has no name: %v", address, err)
		}
	}
}
