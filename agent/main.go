// ebpf-agent runs on the target machine of an eBPF Workbench run, as root, for as long as its standard input is
// open. It loads BPF objects, attaches their programs and reads their trace lines, and speaks JSON-RPC 2.0 over
// standard input and output. Standard error is for people.
package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/lifetime"
	"github.com/ebpf-workbench/agent/rpc"
	"github.com/ebpf-workbench/agent/session"
)

// version is the extension's, set by the build.
var version = "0.0.0-unbuilt"

// patience is how long a peer that says `alive` every three seconds may be silent. It bridges a stalled network and a
// busy editor; a connection that is gone for longer is gone.
const patience = 15 * time.Second

var errSilent = fmt.Errorf("not a word from the peer for %v", patience)

func main() {
	os.Exit(run(os.Args[1:]))
}

func run(arguments []string) int {
	switch {
	case len(arguments) > 0 && arguments[0] == lifetime.GuardArgument:
		return lifetime.RunGuard(arguments[1:])
	case len(arguments) == 1 && arguments[0] == "--version":
		fmt.Println(version)
		return 0
	case len(arguments) > 0:
		fmt.Fprintf(os.Stderr, "ebpf-agent: unknown argument %q; it takes none but --version\n", arguments[0])
		return 2
	case isTerminal(os.Stdin):
		fmt.Fprintf(os.Stderr, "ebpf-agent %s: the part of eBPF Workbench that runs on the target. "+
			"It is started by the editor and speaks JSON-RPC over standard input and output.\n", version)
		return 2
	}
	return serve()
}

// serve answers the peer until it goes away, the parent dies or a signal comes. Whichever it is, the agent ends.
func serve() int {
	asked := lifetime.Signals()
	if err := lifetime.Bind(); err != nil {
		return complain(err)
	}
	// Room for every reason, so that no sender waits.
	ended := make(chan error, 4)
	rpc.MakeRoom(os.Stdout)
	wire := rpc.NewWire(os.Stdin, os.Stdout, func(err error) { ended <- err })
	silence := lifetime.NewSilence(patience, func() { ended <- errSilent })
	session := session.New(version, wire, silence.Heard)
	go func() { ended <- rpc.Serve(wire, session.Methods()) }()

	var code int
	select {
	case err := <-ended:
		// A peer that no longer reads is the ordinary end of a cut connection.
		if err != nil && !errors.Is(err, unix.EPIPE) {
			code = complain(err)
		}
	case number := <-asked:
		code = complain(fmt.Errorf("ended by signal: %v", number))
	}
	session.Close()
	return code
}

func complain(err error) int {
	fmt.Fprintln(os.Stderr, "ebpf-agent:", err)
	return 1
}

func isTerminal(file *os.File) bool {
	_, err := unix.IoctlGetTermios(int(file.Fd()), unix.TCGETS)
	return err == nil
}
