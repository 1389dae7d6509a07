package kernel

import (
	"errors"
	"unsafe"

	"golang.org/x/sys/unix"
)

// ProgramIDs, MapIDs and LinkIDs list everything of a kind that is loaded, by rising id.

func ProgramIDs() ([]uint32, error) { return all(unix.BPF_PROG_GET_NEXT_ID) }

func MapIDs() ([]uint32, error) { return all(unix.BPF_MAP_GET_NEXT_ID) }

// LinkIDs needs Linux 5.8.
func LinkIDs() ([]uint32, error) { return all(unix.BPF_LINK_GET_NEXT_ID) }

func all(command int) ([]uint32, error) {
	ids := []uint32{}
	attr := struct{ start, next, flags uint32 }{}
	for {
		_, err := call(command, unsafe.Pointer(&attr), unsafe.Sizeof(attr))
		if errors.Is(err, unix.ENOENT) {
			return ids, nil
		}
		if err != nil {
			return nil, err
		}
		ids = append(ids, attr.next)
		attr.start = attr.next
	}
}

// ProgramMaps asks for the information of a loaded program again, and for the ids of its maps.
func ProgramMaps(fd int, info *ProgramInfo) ([]uint32, error) {
	ids := make([]uint32, info.MapCount)
	if len(ids) == 0 {
		return ids, nil
	}
	request := struct {
		_     [52]byte
		count uint32
		maps  unsafe.Pointer
		_     [unsafe.Sizeof(ProgramInfo{}) - 64]byte
	}{count: info.MapCount, maps: unsafe.Pointer(&ids[0])}
	err := infoByFD(fd, unsafe.Pointer(&request), unsafe.Sizeof(request))
	return ids[:min(int(request.count), len(ids))], err
}
