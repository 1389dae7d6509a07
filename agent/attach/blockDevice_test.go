package attach

import (
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// Of linux/nbd.h.
const (
	nbdSetSocket     = 0xab00
	nbdSetBlockSize  = 0xab01
	nbdDoIt          = 0xab03
	nbdClearSocket   = 0xab04
	nbdSetSizeBlocks = 0xab07
	nbdDisconnect    = 0xab08

	nbdReadCommand       = 0
	nbdDisconnectCommand = 2
	nbdReplyMagic        = 0x67446698

	nbdBlock = 4096
)

// blockDevice is a network block device, `/dev/nbd<index>`, whose server is this test. Each of its words of 8 bytes
// says where the block that it is in lies, as the server was asked for it.
type blockDevice struct {
	index int
	path  string
}

// serveBlockDevice connects a device that nobody uses, and disconnects it at the end of the test. The module goes again
// unless it was there before.
func serveBlockDevice(t *testing.T, index int) *blockDevice {
	t.Helper()
	if _, err := os.Stat("/sys/module/nbd"); err != nil {
		if out, err := exec.Command("modprobe", "nbd").CombinedOutput(); err != nil {
			t.Fatalf("modprobe nbd: %v: %s", err, out)
		}
		t.Cleanup(func() { removeModule(t, "nbd") })
	}
	device := &blockDevice{index, fmt.Sprintf("/dev/nbd%d", index)}
	ends, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	must(t, err)
	server := os.NewFile(uintptr(ends[1]), "server")
	file, err := openSoon(device.path)
	must(t, err)
	for _, call := range []struct{ request, value uintptr }{
		{nbdSetBlockSize, nbdBlock}, {nbdSetSizeBlocks, 256}, {nbdSetSocket, uintptr(ends[0])},
	} {
		must(t, device.ioctl(file, call.request, call.value))
	}
	served, done := make(chan error, 1), make(chan error, 1)
	go func() { served <- serveBlocks(server) }()
	go func() { done <- device.run(file) }()
	t.Cleanup(func() {
		// Through another file, as the one that does it is in use by its call.
		if other, err := os.OpenFile(device.path, os.O_RDWR, 0); err != nil {
			t.Error(err)
		} else {
			if err := device.ioctl(other, nbdDisconnect, 0); err != nil {
				t.Error(err)
			}
			other.Close()
		}
		for _, ended := range []chan error{done, served} {
			select {
			case err := <-ended:
				if err != nil {
					t.Error(err)
				}
			case <-time.After(20 * time.Second):
				t.Error("the block device does not disconnect")
			}
		}
		_ = device.ioctl(file, nbdClearSocket, 0)
		file.Close()
		unix.Close(ends[0])
	})
	device.awaitSize(t)
	return device
}

func (d *blockDevice) ioctl(file *os.File, request, value uintptr) error {
	raw, err := file.SyscallConn()
	if err != nil {
		return err
	}
	var failed unix.Errno
	err = raw.Control(func(fd uintptr) { _, _, failed = unix.Syscall(unix.SYS_IOCTL, fd, request, value) })
	if err == nil && failed != 0 {
		err = fmt.Errorf("%s: ioctl 0x%x: %w", d.path, request, failed)
	}
	return err
}

// run is the device's life, until it is disconnected. A signal would end it too, and Go sends its threads some.
func (d *blockDevice) run(file *os.File) error {
	runtime.LockOSThread() // And never unlocks it: the thread ends with its mask.
	var all unix.Sigset_t
	for i := range all.Val {
		all.Val[i] = ^uint64(0)
	}
	if err := unix.PthreadSigmask(unix.SIG_SETMASK, &all, nil); err != nil {
		return err
	}
	return d.ioctl(file, nbdDoIt, 0)
}

// awaitSize waits until the device is there to be read.
func (d *blockDevice) awaitSize(t *testing.T) {
	t.Helper()
	size := fmt.Sprintf("/sys/block/nbd%d/size", d.index)
	for range 1000 {
		if text, err := os.ReadFile(size); err == nil && string(text) != "0\n" {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("the block device has no size after 10 s")
}

// read reads one block, past the page cache, and returns where the server was asked for it.
func (d *blockDevice) read(t *testing.T, at int64) uint64 {
	t.Helper()
	fd, err := unix.Open(d.path, unix.O_RDONLY|unix.O_DIRECT|unix.O_CLOEXEC, 0)
	must(t, err)
	defer unix.Close(fd)
	page, err := unix.Mmap(-1, 0, nbdBlock, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	must(t, err)
	defer func() { _ = unix.Munmap(page) }()
	n, err := unix.Pread(fd, page, at)
	for err == unix.EINTR {
		n, err = unix.Pread(fd, page, at)
	}
	if err != nil || n != nbdBlock {
		t.Fatalf("%d bytes at %d: %v", n, at, err)
	}
	return binary.NativeEndian.Uint64(page)
}

// serveBlocks answers until it is asked to disconnect, and hangs up then: the kernel's side waits for that.
func serveBlocks(server *os.File) error {
	defer server.Close()
	var request struct {
		Magic, Type  uint32
		Handle, From uint64
		Len          uint32
	}
	for {
		if err := binary.Read(server, binary.BigEndian, &request); err != nil {
			return fmt.Errorf("reading a request: %w", err)
		}
		if request.Type&0xffff == nbdDisconnectCommand {
			return nil
		}
		reply := binary.BigEndian.AppendUint32(nil, nbdReplyMagic)
		reply = binary.BigEndian.AppendUint32(reply, 0)
		reply = binary.BigEndian.AppendUint64(reply, request.Handle)
		if request.Type&0xffff == nbdReadCommand {
			for at := range uint64(request.Len) / 8 {
				where := (request.From + 8*at) / nbdBlock * nbdBlock
				reply = binary.NativeEndian.AppendUint64(reply, where)
			}
		}
		if _, err := server.Write(reply); err != nil {
			return fmt.Errorf("answering: %w", err)
		}
	}
}

// openSoon opens a file that may be about to come.
func openSoon(path string) (file *os.File, err error) {
	for range 500 {
		if file, err = os.OpenFile(path, os.O_RDWR, 0); err == nil {
			return file, nil
		}
		time.Sleep(10 * time.Millisecond)
	}
	return nil, err
}

// removeModule waits for what still looks at its devices: udev, or the kernel's own end of a connection.
func removeModule(t *testing.T, name string) {
	var err error
	for range 100 {
		if err = unix.DeleteModule(name, unix.O_NONBLOCK); err == nil {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Errorf("removing the module %s: %v", name, err)
}
