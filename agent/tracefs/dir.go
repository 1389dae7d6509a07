// Package tracefs finds the kernel's tracing file system, or mounts it where only this process sees it, and
// keeps the agent's own instances in it.
package tracefs

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// mountPoints are where distributions mount it; the second is an automount under debugfs.
var mountPoints = []string{"/sys/kernel/tracing", "/sys/kernel/debug/tracing"}

// Dir is an open tracing file system. It is safe for concurrent use.
type Dir struct {
	root string
	// private holds a mount that is in no mount table and goes away with its last descriptor.
	private *os.File
}

// Open uses the tracing file system where it is mounted. Where it is not, it is mounted privately: nothing of
// that is seen by another process, and nothing is left when this one dies.
func Open() (*Dir, error) {
	for _, path := range mountPoints {
		if isTracefs(path) {
			return &Dir{root: path}, nil
		}
	}
	private, err := mountDetached()
	if err != nil {
		var older error
		if private, older = mountInNamespace(mountPoints[0]); older != nil {
			return nil, fmt.Errorf("tracefs is not mounted, and mounting it failed: %w; %w", err, older)
		}
	}
	// By pid and not by `self`, so that the path means the same in a message to the user.
	root := fmt.Sprintf("/proc/%d/fd/%d", os.Getpid(), private.Fd())
	return &Dir{root: root, private: private}, nil
}

// At is the tracing file system at a path or, when file is set, behind an inherited descriptor.
func At(root string, file *os.File) *Dir { return &Dir{root: root, private: file} }

// Path joins elements to the root.
func (d *Dir) Path(elements ...string) string {
	return filepath.Join(append([]string{d.root}, elements...)...)
}

// Private is the descriptor of a private mount, nil for an ordinary one.
func (d *Dir) Private() *os.File { return d.private }

// Close lets go of a private mount.
func (d *Dir) Close() error {
	if d.private == nil {
		return nil
	}
	return d.private.Close()
}

func isTracefs(path string) bool {
	// The trailing dot makes the kernel resolve an automount, which statfs alone does not.
	var stat unix.Statfs_t
	return unix.Statfs(path+"/.", &stat) == nil && stat.Type == unix.TRACEFS_MAGIC
}

// mountDetached makes a mount that is attached nowhere, with the mount API of Linux 5.2.
func mountDetached() (*os.File, error) {
	context, err := fsopen("tracefs")
	if err != nil {
		return nil, fmt.Errorf("fsopen: %w", err)
	}
	defer unix.Close(context)
	if err := unix.FsconfigCreate(context); err != nil {
		return nil, fmt.Errorf("fsconfig: %w", err)
	}
	mount, err := fsmount(context)
	if err != nil {
		return nil, fmt.Errorf("fsmount: %w", err)
	}
	return os.NewFile(uintptr(mount), "tracefs"), nil
}

func fsopen(name string) (int, error) {
	text, err := unix.BytePtrFromString(name)
	if err != nil {
		return -1, err
	}
	return descriptor(unix.Syscall(unix.SYS_FSOPEN, uintptr(unsafe.Pointer(text)), unix.FSOPEN_CLOEXEC, 0))
}

func fsmount(context int) (int, error) {
	return descriptor(unix.Syscall(unix.SYS_FSMOUNT, uintptr(context), unix.FSMOUNT_CLOEXEC, 0))
}

func descriptor(fd, _ uintptr, failed syscall.Errno) (int, error) {
	if failed != 0 {
		return -1, failed
	}
	return int(fd), nil
}

// mountInNamespace does the same for older kernels: a thread mounts tracefs in a mount namespace of its own,
// opens it and ends. The namespace dies with the thread; the open directory keeps the mount.
func mountInNamespace(path string) (*os.File, error) {
	type answer struct {
		dir *os.File
		err error
	}
	answers := make(chan answer, 1)
	go func() {
		// Never unlocked: the runtime ends the thread with its goroutine, and no other work may run on it.
		runtime.LockOSThread()
		if unix.Gettid() == unix.Getpid() {
			// The main thread is never ended. As long as it is locked here, others run elsewhere.
			dir, err := mountInNamespace(path)
			answers <- answer{dir, err}
			runtime.UnlockOSThread()
			return
		}
		dir, err := mountOnThisThread(path)
		answers <- answer{dir, err}
	}()
	got := <-answers
	return got.dir, got.err
}

func mountOnThisThread(path string) (*os.File, error) {
	if err := unix.Unshare(unix.CLONE_NEWNS); err != nil {
		return nil, fmt.Errorf("unshare: %w", err)
	}
	// Without this, the mount would propagate to the host's namespace.
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return nil, fmt.Errorf("making mounts private: %w", err)
	}
	if err := unix.Mount("tracefs", path, "tracefs", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, ""); err != nil {
		return nil, fmt.Errorf("mount: %w", err)
	}
	fd, err := unix.Open(path, unix.O_DIRECTORY|unix.O_CLOEXEC|unix.O_RDONLY, 0)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return os.NewFile(uintptr(fd), "tracefs"), nil
}
