package lifetime

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"time"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/tracefs"
)

// GuardArgument makes this binary a guard instead of an agent: `--guard <tracefs root> <instance>` of a trace instance,
// `--guard network <pid>` of what is in the agent's Book.
const GuardArgument = "--guard"

// inheritedRoot stands for a tracefs root that the guard gets as a descriptor.
const inheritedRoot = "/proc/self/fd/3"

// Guard is a second process that removes what would outlive the agent, when the agent dies in a way that leaves it
// no time, such as SIGKILL. It holds the read end of a pipe whose write end dies with the agent.
type Guard struct {
	process *exec.Cmd
	alive   *os.File
}

// StartGuard starts the guard for an instance that is yet to be made.
func StartGuard(fs *tracefs.Dir, instance string) (*Guard, error) {
	if private := fs.Private(); private != nil {
		return startGuard([]string{inheritedRoot, instance}, []*os.File{private})
	}
	return startGuard([]string{fs.Path(), instance}, nil)
}

func startGuard(arguments []string, inherited []*os.File) (*Guard, error) {
	theirs, ours, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer theirs.Close()
	// /proc/self/exe works even when the file was replaced or removed. Standard output stays closed to the guard:
	// sshd would otherwise wait for it after the agent's end.
	process := exec.Command("/proc/self/exe", append([]string{GuardArgument}, arguments...)...)
	process.ExtraFiles = inherited
	process.Args[0] = "ebpf-agent"
	process.Dir = "/"
	process.Env = []string{}
	process.Stdin = theirs
	// A session of its own keeps signals to the agent's process group away.
	process.SysProcAttr = &unix.SysProcAttr{Setsid: true}
	if err := process.Start(); err != nil {
		ours.Close()
		return nil, err
	}
	return &Guard{process: process, alive: ours}, nil
}

// Release tells the guard that it is on its own: it removes what there still is, and ends. Nothing
// happens for a nil guard.
func (g *Guard) Release() {
	if g == nil {
		return
	}
	g.alive.Close()
	// Only to leave no zombie; the guard may need its time.
	go func() { _ = g.process.Wait() }()
}

// RunGuard is the guard's main: it waits for the agent's end, removes what is left, and returns the exit code.
func RunGuard(arguments []string) int {
	if len(arguments) != 2 {
		return 2
	}
	// What ends the agent must not end its guard too. The agent's death ends it, nothing else needs to.
	signal.Ignore(unix.SIGTERM, unix.SIGHUP, unix.SIGINT, unix.SIGPIPE)
	var err error
	if arguments[0] == bookGuard {
		err = runBookGuard(os.Stdin)
	} else {
		_, _ = io.Copy(io.Discard, os.Stdin)
		// The agent's death may still be closing its files.
		err = tracefs.At(arguments[0], nil).RemoveInstance(arguments[1], 10*time.Second)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}
