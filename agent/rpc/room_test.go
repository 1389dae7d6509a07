package rpc

import (
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// What nobody reads finds room without the writer waiting.
func TestOutputHasRoom(t *testing.T) {
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	near, far := os.NewFile(uintptr(pair[0]), "near"), os.NewFile(uintptr(pair[1]), "far")
	for _, file := range []*os.File{reader, writer, near, far} {
		defer file.Close()
	}
	for _, test := range []struct {
		name string
		out  *os.File
		room int
	}{{"pipe", writer, pipeRoom}, {"socket", near, 2 << 20}} {
		MakeRoom(test.out)
		if err := test.out.SetWriteDeadline(time.Now().Add(time.Second)); err != nil {
			t.Fatal(err)
		}
		if n, err := test.out.Write(make([]byte, test.room)); err != nil {
			t.Errorf("%s: %d of %d bytes: %v", test.name, n, test.room, err)
		}
	}

	file, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	MakeRoom(file)
	if _, err := file.WriteString("as before"); err != nil {
		t.Error(err)
	}
}
