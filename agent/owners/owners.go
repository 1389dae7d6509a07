// Package owners finds the processes that hold maps, programs and links: by the file descriptors that /proc shows.
// A program that is kept by nothing but a link is the link's holder's only by way of the link.
package owners

import (
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/kernel"
	"github.com/ebpf-workbench/agent/rpc"
)

// Index is who held what when it was made.
type Index struct {
	maps, programs, links map[uint32][]rpc.Owner
}

// Map, Program and Link list the processes that hold the object of an id, by rising pid. They never return nil.

func (i *Index) Map(id uint32) []rpc.Owner { return append([]rpc.Owner{}, i.maps[id]...) }

func (i *Index) Program(id uint32) []rpc.Owner { return append([]rpc.Owner{}, i.programs[id]...) }

func (i *Index) Link(id uint32) []rpc.Owner { return append([]rpc.Owner{}, i.links[id]...) }

// Scan looks at every file descriptor of every process but this one. Processes that end meanwhile, or that this one
// may not look into, are left out.
func Scan() (*Index, error) {
	index := &Index{
		maps: make(map[uint32][]rpc.Owner), programs: make(map[uint32][]rpc.Owner), links: make(map[uint32][]rpc.Owner),
	}
	// /proc may be that of another PID namespace than os.Getpid's.
	self, err := os.Readlink("/proc/self")
	if err != nil {
		return nil, err
	}
	proc, err := os.Open("/proc")
	if err != nil {
		return nil, err
	}
	defer proc.Close()
	names, err := proc.Readdirnames(-1)
	if err != nil {
		return nil, err
	}
	buffer := make([]byte, 0, 4096)
	for _, pid := range pidsOf(names) {
		if process := strconv.Itoa(pid); process != self {
			index.add(pid, "/proc/"+process, buffer)
		}
	}
	return index, nil
}

func (i *Index) add(pid int, folder string, buffer []byte) {
	files, err := os.Open(folder + "/fd")
	if err != nil {
		return
	}
	defer files.Close()
	names, err := files.Readdirnames(-1)
	if err != nil {
		return
	}
	var owner *rpc.Owner
	for _, name := range names {
		held, field := i.heldBy(int(files.Fd()), name)
		if held == nil {
			continue
		}
		info, err := kernel.ReadFdinfo(folder+"/fdinfo/"+name, buffer)
		if err != nil {
			continue
		}
		id, ok := info.Number(field)
		if !ok {
			continue
		}
		if owner == nil {
			owner = describe(pid, folder)
		}
		// A process that holds an object twice is still one owner; its rows are the last ones.
		rows := held[uint32(id)]
		if len(rows) == 0 || rows[len(rows)-1].PID != pid {
			held[uint32(id)] = append(rows, *owner)
		}
	}
}

// heldBy tells by the link in /proc/<pid>/fd which table a file belongs to, and how fdinfo calls its id. That costs a
// third of reading fdinfo, and hardly any file is BPF's:
//
//	14 -> anon_inode:bpf-map
//	15 -> anon_inode:bpf_link
func (i *Index) heldBy(folder int, name string) (map[uint32][]rpc.Owner, string) {
	var target [64]byte
	n, err := unix.Readlinkat(folder, name, target[:])
	if err != nil {
		return nil, ""
	}
	switch kind, _ := strings.CutPrefix(string(target[:n]), "anon_inode:"); strings.Trim(kind, "[]") {
	case "bpf-map":
		return i.maps, "map_id"
	case "bpf-prog":
		return i.programs, "prog_id"
	case "bpf_link", "bpf-link":
		return i.links, "link_id"
	}
	return nil, ""
}
