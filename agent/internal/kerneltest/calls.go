package kerneltest

import "golang.org/x/sys/unix"

// The fixtures listen to getpgid with arguments that no process has: MARK and FLOOD in testdata/*.bpf.c.
const (
	mark  = 0x7eb0000
	flood = 0x7fb0000
)

// Call makes the fixtures that listen to one call print a line about n.
func Call(n int) { _, _ = unix.Getpgid(mark + n) }

// Flood makes the flood fixture print that many lines.
func Flood(lines int) { _, _ = unix.Getpgid(flood + lines) }
