package kernel

import (
	"bytes"
	"errors"
	"strconv"

	"golang.org/x/sys/unix"
)

// Fdinfo is what /proc says about an open file, in lines of a name, a colon, a tab and a value:
//
//	map_id:	12
type Fdinfo []byte

// FdinfoOf reads what the kernel says of one of this process's file descriptors.
func FdinfoOf(fd int) (Fdinfo, error) { return ReadFdinfo(FdinfoPath(fd), nil) }

// FdinfoPath is where the kernel tells of one of this process's file descriptors.
func FdinfoPath(fd int) string { return "/proc/self/fdinfo/" + strconv.Itoa(fd) }

// ReadFdinfo reads path into buffer, which it makes larger only if it must.
func ReadFdinfo(path string, buffer []byte) (Fdinfo, error) {
	fd, err := unix.Open(path, unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	defer unix.Close(fd)
	if cap(buffer) == 0 {
		buffer = make([]byte, 0, 1024)
	}
	buffer = buffer[:0]
	for {
		if len(buffer) == cap(buffer) {
			buffer = append(buffer, 0)[:len(buffer)]
		}
		n, err := unix.Read(fd, buffer[len(buffer):cap(buffer)])
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil || n == 0 {
			return buffer, err
		}
		buffer = buffer[:len(buffer)+n]
	}
}

// Number returns the value of a line, and false when there is none of that name.
func (f Fdinfo) Number(name string) (uint64, bool) {
	for rest := []byte(f); len(rest) > 0; {
		var line []byte
		line, rest, _ = bytes.Cut(rest, []byte{'\n'})
		value, found := bytes.CutPrefix(line, []byte(name))
		if !found || len(value) == 0 || value[0] != ':' {
			continue
		}
		number, err := strconv.ParseUint(string(bytes.TrimSpace(value[1:])), 10, 64)
		return number, err == nil
	}
	return 0, false
}
