package rpc

import (
	"os"

	"golang.org/x/sys/unix"
)

// outputRoom is how much the peer may leave unread before a write waits: a few chunks of a map.
const outputRoom = 4 << 20

// pipeRoom is what a pipe is given without asking /proc/sys/fs/pipe-max-size for less.
const pipeRoom = 1 << 20

// MakeRoom gives a pipe or socket that is written to more room than the usual 64 or 200 KB. On a busy machine each time
// that writer and reader wait for one another costs milliseconds, and a million entries are some fifty megabytes. What
// is neither, or does not want it, stays as it is.
func MakeRoom(out *os.File) {
	conn, err := out.SyscallConn()
	if err != nil {
		return
	}
	// Not by Fd, which would make the file a blocking one.
	_ = conn.Control(func(fd uintptr) {
		if unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_SNDBUFFORCE, outputRoom) == unix.ENOTSOCK {
			_, _ = unix.FcntlInt(fd, unix.F_SETPIPE_SZ, pipeRoom)
		}
	})
}
