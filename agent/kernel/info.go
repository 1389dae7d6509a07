package kernel

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// MapInfo is struct bpf_map_info.
type MapInfo struct {
	Type, ID, KeySize, ValueSize, MaxEntries, Flags uint32
	name                                            [unix.BPF_OBJ_NAME_LEN]byte
	IfIndex, KernelValueType                        uint32
	netnsDev, netnsIno                              uint64
	BTF, KeyType, ValueType, KernelBTF              uint32
	Extra                                           uint64
}

func (i *MapInfo) Name() string { return unix.ByteSliceToString(i.name[:]) }

// InfoOfMap asks for the information of an open map.
func InfoOfMap(fd int) (*MapInfo, error) {
	info := new(MapInfo)
	return info, infoByFD(fd, unsafe.Pointer(info), unsafe.Sizeof(*info))
}

// ProgramInfo is struct bpf_prog_info. The arrays that it could point to are not asked for.
type ProgramInfo struct {
	Type, ID                           uint32
	Tag                                [unix.BPF_TAG_SIZE]byte
	JitedSize, TranslatedSize          uint32
	jited, translated                  uint64
	LoadedAt                           uint64 // Nanoseconds of CLOCK_BOOTTIME.
	UID, MapCount                      uint32
	maps                               uint64
	name                               [unix.BPF_OBJ_NAME_LEN]byte
	IfIndex, bits                      uint32
	netnsDev, netnsIno                 uint64
	ksymCount, functionLenCount        uint32
	ksyms, functionLens                uint64
	BTF, functionInfoSize              uint32
	functionInfo                       uint64
	functionInfoCount, lineCount       uint32
	lines, jitedLines                  uint64
	jitedLineCount, lineSize           uint32
	jitedLineSize, tagCount            uint32
	tags                               uint64
	Nanoseconds, Runs, Missed          uint64
	VerifiedInstructions, AttachObject uint32
	AttachBTF, unused                  uint32
}

func (i *ProgramInfo) Name() string { return unix.ByteSliceToString(i.name[:]) }

// InfoOfProgram asks for the information of a loaded program.
func InfoOfProgram(fd int) (*ProgramInfo, error) {
	info := new(ProgramInfo)
	return info, infoByFD(fd, unsafe.Pointer(info), unsafe.Sizeof(*info))
}

func infoByFD(fd int, info unsafe.Pointer, size uintptr) error {
	attr := struct {
		fd, size uint32
		info     unsafe.Pointer
	}{uint32(fd), uint32(size), info}
	_, err := call(unix.BPF_OBJ_GET_INFO_BY_FD, unsafe.Pointer(&attr), unsafe.Sizeof(attr))
	return err
}
