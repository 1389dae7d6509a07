// Package lifetime sees to it that the agent ends when nobody needs it, and that nothing is left in the kernel
// then. Programs, maps and links are file descriptors and go with the process; a trace instance is a directory
// and has a guard.
package lifetime

import (
	"fmt"
	"os"
	"os/signal"

	"golang.org/x/sys/unix"
)

// Bind ties this process to its parent: the kernel sends SIGTERM when the parent dies. It fails when the parent
// died before that could be arranged.
func Bind() error {
	parent := os.Getppid()
	if err := unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(unix.SIGTERM), 0, 0, 0); err != nil {
		return fmt.Errorf("asking for the parent's death signal: %w", err)
	}
	if os.Getppid() != parent {
		return fmt.Errorf("the parent process %d has ended", parent)
	}
	return nil
}

// Signals returns a channel with the first signal that asks the agent to end. A broken pipe is not one of them:
// it shows as a failed write.
func Signals() <-chan os.Signal {
	signal.Ignore(unix.SIGPIPE)
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, unix.SIGTERM, unix.SIGINT, unix.SIGHUP)
	return asked
}
