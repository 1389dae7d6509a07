package maps

import (
	"fmt"

	"github.com/cilium/ebpf"
	"golang.org/x/sys/unix"
)

// unreadable says why maps of a type have no entries that could be listed; "" for all others.
func (m *Map) unreadable() string {
	switch m.kind {
	case ebpf.RingBuf:
		return "A ring buffer has no entries: it is a stream of records, which programs write and one reader takes."
	case ebpf.UserRingbuf:
		return "A user ring buffer has no entries: it is a stream of records from user space, which programs take."
	case ebpf.PerfEventArray:
		return "A perf event array holds the perf events of its reader, one for each CPU, and the kernel shows none of " +
			"them. What programs write to it is read as events."
	case ebpf.CGroupArray:
		return "A cgroup array holds references to control groups, which the kernel does not show."
	case ebpf.XSKMap:
		return "An XSK map holds AF_XDP sockets of processes, which the kernel does not show."
	case ebpf.BloomFilter:
		return "A bloom filter keeps only bits of its values: it can be asked whether a value may be in it, but not what is."
	case ebpf.SkStorage:
		return "Socket storage lies with its sockets: it has no list, and a value is found only by an open socket. " +
			"A bpf_sk_storage_map iterator can list it."
	case ebpf.InodeStorage:
		return "Inode storage lies with its files: it has no list, and a value is found only by an open file."
	case ebpf.TaskStorage:
		return "Task storage lies with its threads: it has no list, and a value is found only by a thread's pidfd."
	case ebpf.CgroupStorage:
		return "This cgroup storage lies with its control groups: it has no list, and a value is found only by an open " +
			"control group."
	case ebpf.Arena:
		return "An arena is memory that programs lay out themselves: it has pages and no entries, and reading a page that " +
			"is not there yet would make it."
	case ebpf.SockMap, ebpf.SockHash, ebpf.ReusePortSockArray:
		if m.ValueSize != 8 {
			return fmt.Sprintf("This map holds sockets. The kernel shows their cookies only where the value has 8 bytes, "+
				"and here it has %d.", m.ValueSize)
		}
	}
	return ""
}

// newer are map types that cilium/ebpf has no name for yet.
const (
	insnArray ebpf.MapType = 34
	resizable ebpf.MapType = 35
)

// source says how the entries of this map are read.
func (m *Map) source() source {
	switch m.kind {
	case ebpf.Queue, ebpf.Stack:
		return &peekSource{m: m}
	case ebpf.Array:
		if m.Flags&unix.BPF_F_MMAPABLE != 0 {
			if memory, err := m.memory(unix.PROT_READ, 0, m.arrayBytes()); err == nil {
				return &memorySource{m: m, memory: memory}
			}
		}
		return &batchSource{m: m, with: "array", otherwise: &indexSource{m: m}}
	case ebpf.PerCPUArray:
		return &batchSource{m: m, with: "array", otherwise: &indexSource{m: m}}
	// Empty places of these end a batch of older kernels.
	case ebpf.ProgramArray, ebpf.ArrayOfMaps, ebpf.DevMap, ebpf.CPUMap, ebpf.SockMap, ebpf.ReusePortSockArray, insnArray:
		return &indexSource{m: m}
	case ebpf.Hash, ebpf.LRUHash, ebpf.PerCPUHash, ebpf.LRUCPUHash, ebpf.HashOfMaps, resizable:
		return &batchSource{m: m, with: "batch", otherwise: newKeySource(m)}
	case ebpf.LPMTrie:
		// Its batches go from key to key, and start over like those when a key is gone.
		walk := newKeySource(m)
		return &batchSource{m: m, with: "batch", otherwise: walk, seen: walk.seen}
	default:
		return newKeySource(m)
	}
}
