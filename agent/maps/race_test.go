package maps

import (
	"io"
	"sync"
	"testing"
	"time"

	"github.com/cilium/ebpf"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/kernel"
	"github.com/ebpf-workbench/agent/rpc"
)

// churn inserts and deletes other keys than those below stable until the test is over.
func churn(t *testing.T, m *ebpf.Map, key func(uint32) []byte, value []byte, stable uint32) {
	ended := make(chan struct{})
	var wait sync.WaitGroup
	wait.Go(func() {
		for n := stable; ; n = stable + (n+1)%stable {
			select {
			case <-ended:
				return
			default:
			}
			_ = kernel.Update(m.FD(), key(n), value, unix.BPF_ANY)
			_ = kernel.Delete(m.FD(), key(stable+(n*7+stable/2)%stable))
		}
	})
	t.Cleanup(func() {
		close(ended)
		wait.Wait()
	})
}

// checkStable wants each of the keys that were there all the time, and none twice.
func checkStable(t *testing.T, order []string, key func(uint32) []byte, stable uint32) {
	t.Helper()
	times := make(map[string]int)
	for _, key := range order {
		times[key]++
		if times[key] > 1 {
			t.Errorf("%x was read %d times", key, times[key])
		}
	}
	for n := range stable {
		if times[string(key(n))] != 1 {
			t.Errorf("entry %d was read %d times", n, times[string(key(n))])
			return
		}
	}
}

func TestReadingWhileEntriesComeAndGo(t *testing.T) {
	const stable = 500
	prefix := func(n uint32) []byte { return append(u32(32), u32(n)...) }
	for _, c := range []struct {
		spec ebpf.MapSpec
		key  func(uint32) []byte
	}{
		{ebpf.MapSpec{Type: ebpf.Hash, KeySize: 4, ValueSize: 4, MaxEntries: 2 * stable}, u32},
		{ebpf.MapSpec{Type: ebpf.PerCPUHash, KeySize: 4, ValueSize: 8, MaxEntries: 2 * stable}, u32},
		{ebpf.MapSpec{Type: ebpf.LPMTrie, KeySize: 8, ValueSize: 4, MaxEntries: 4 * stable, Flags: unix.BPF_F_NO_PREALLOC}, prefix},
		{ebpf.MapSpec{Type: ebpf.DevMapHash, KeySize: 4, ValueSize: 4, MaxEntries: 2 * stable}, u32},
	} {
		t.Run(c.spec.Type.String(), func(t *testing.T) {
			m, id := newMap(t, &c.spec)
			value := u32(1)
			if c.spec.Type == ebpf.PerCPUHash {
				value = make([]byte, 8*ebpf.MustPossibleCPU())
			}
			for n := range uint32(stable) {
				if err := kernel.Update(m.FD(), c.key(n), value, unix.BPF_ANY); err != nil {
					t.Fatal(err)
				}
			}
			churn(t, m, c.key, value, stable)
			readings, ended := 0, map[string]int{}
			for begin := time.Now(); time.Since(begin) < 300*time.Millisecond; readings++ {
				got, result := readMap(t, rpc.MapReadParams{Map: id, Reading: 1, Chunk: 50}, int(c.spec.KeySize), len(value))
				ended[result.Status]++
				if result.Status == "done" {
					checkStable(t, got.order, c.key, stable)
				} else if result.Detail != errRestless.Error() {
					t.Errorf("%+v", result)
				}
			}
			t.Logf("%d readings: %v", readings, ended)
			if ended["done"] == 0 {
				t.Error("no reading came to its end")
			}
		})
	}
}

// TestKeyByKeyWhileEntriesComeAndGo takes the way of kernels without batches.
func TestKeyByKeyWhileEntriesComeAndGo(t *testing.T) {
	const stable = 500
	m, id := newMap(t, &ebpf.MapSpec{Type: ebpf.Hash, KeySize: 4, ValueSize: 4, MaxEntries: 2 * stable})
	fill(t, m, stable, 4)
	churn(t, m, u32, u32(0), stable)
	opened, err := Open(id)
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	done := 0
	for range 50 {
		walk, b := newKeySource(opened), opened.newBlock(64)
		var order []string
		var err error
		for err == nil {
			err = walk.fill(b)
			for at := range b.count {
				order = append(order, string(b.key(opened, at)))
			}
		}
		if err == io.EOF {
			checkStable(t, order, u32, stable)
			done++
		} else if err != errRestless {
			t.Fatal(err)
		}
	}
	t.Logf("%d of 50 came to their end", done)
	if done == 0 {
		t.Error("no reading came to its end")
	}
}

// TestARestlessMapEnds deletes the cursor at every step, so that the kernel starts over each time.
func TestARestlessMapEnds(t *testing.T) {
	m, id := newMap(t, &ebpf.MapSpec{Type: ebpf.Hash, KeySize: 4, ValueSize: 4, MaxEntries: 100})
	fill(t, m, 100, 4)
	opened, err := Open(id)
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	walk, b := newKeySource(opened), opened.newBlock(1)
	next := uint32(1000)
	for fills := 0; ; fills++ {
		if err := walk.fill(b); err != nil {
			t.Logf("after %d fills: %v", fills, err)
			break
		}
		if fills > 30_000 {
			t.Fatal("it does not end")
		}
		for at := range b.count {
			_ = m.Delete(b.key(opened, at))
			next++
			_ = m.Put(u32(next), u32(0))
		}
	}
}
