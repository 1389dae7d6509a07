package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/rpc"
)

// However an agent ends, within this time nothing of it is left.
const cleanWithin = 5 * time.Second

// checkGone waits until the kernel has none of these programs, maps and links.
func checkGone(t *testing.T, loaded rpc.LoadResult, links []rpc.AttachedLink) {
	t.Helper()
	await(t, "programs, maps and links are gone", cleanWithin, func() bool {
		for _, row := range loaded.Programs {
			if program, err := ebpf.NewProgramFromID(ebpf.ProgramID(row.ID)); !errors.Is(err, os.ErrNotExist) {
				program.Close()
				return false
			}
		}
		for _, row := range loaded.Maps {
			if m, err := ebpf.NewMapFromID(ebpf.MapID(row.ID)); !errors.Is(err, os.ErrNotExist) {
				m.Close()
				return false
			}
		}
		for _, row := range links {
			if held, err := link.NewFromID(link.ID(row.ID)); !errors.Is(err, os.ErrNotExist) {
				_ = held.Close()
				return false
			}
		}
		return true
	})
}

func TestNothingIsLeft(t *testing.T) {
	for how, end := range map[string]func(*agent){
		"SIGKILL":      func(a *agent) { _ = a.process.Process.Kill() },
		"SIGTERM":      func(a *agent) { _ = a.process.Process.Signal(unix.SIGTERM) },
		"SIGINT":       func(a *agent) { _ = a.process.Process.Signal(unix.SIGINT) },
		"SIGHUP":       func(a *agent) { _ = a.process.Process.Signal(unix.SIGHUP) },
		"stdin closed": func(a *agent) { a.client.close() },
		"killed group": func(a *agent) { _ = unix.Kill(-a.process.Process.Pid, unix.SIGKILL) },
		"in full flood": func(a *agent) {
			a.mu.Lock()
			defer a.mu.Unlock()
			kerneltest.Flood(500_000)
			_ = a.process.Process.Kill()
		},
	} {
		t.Run(how, func(t *testing.T) {
			a := start(t, "setsid")
			call[rpc.TraceSource](a, "trace/start", nil)
			loaded, links := a.loadAndAttach("flood")
			pid := a.process.Process.Pid
			if len(instances(t, pid)) != 1 {
				t.Fatal("no instance to begin with")
			}
			end(a)
			a.waitForEnd()
			checkGone(t, loaded, links)
			await(t, "the instance is gone", cleanWithin, func() bool { return len(instances(t, pid)) == 0 })
			await(t, "the guard is gone", cleanWithin, func() bool { return len(guardsOf(t, pid)) == 0 })
		})
	}
}

// guardsOf lists the processes that guard the instance of an agent.
func guardsOf(t *testing.T, pid int) []string {
	t.Helper()
	var found []string
	processes, err := os.ReadDir("/proc")
	if err != nil {
		t.Fatal(err)
	}
	for _, process := range processes {
		line, err := os.ReadFile("/proc/" + process.Name() + "/cmdline")
		if err == nil && strings.Contains(string(line), fmt.Sprintf("\x00ebpf-workbench-%d-", pid)) {
			found = append(found, process.Name())
		}
	}
	return found
}

// TestParentDies starts the agent from a shell and kills that. The agent's standard input stays open.
func TestParentDies(t *testing.T) {
	a := start(t, "sh", "-c", `exec 3<&0; "$0" <&3 & wait`)
	call[rpc.TraceSource](a, "trace/start", nil)
	loaded, links := a.loadAndAttach("calls")
	pid := call[rpc.AgentHello](a, "hello", nil).PID
	if pid == a.process.Process.Pid {
		t.Fatal("the shell is the agent")
	}
	_ = a.process.Process.Kill()
	await(t, "the agent has ended", cleanWithin, func() bool { return errors.Is(unix.Kill(pid, 0), unix.ESRCH) })
	checkGone(t, loaded, links)
	await(t, "the instance is gone", cleanWithin, func() bool { return len(instances(t, pid)) == 0 })
}

// TestConsumerStopsReading is the cut connection as seen by an agent in full flow: its output ends in a full pipe or a
// broken one.
func TestConsumerStopsReading(t *testing.T) {
	for _, how := range []string{"pipe full", "pipe broken"} {
		t.Run(how, func(t *testing.T) {
			self, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			process := exec.Command(self)
			process.Env = append(os.Environ(), asAgent+"=1")
			in, _ := process.StdinPipe()
			out, _ := process.StdoutPipe()
			if err := process.Start(); err != nil {
				t.Fatal(err)
			}
			ask(t, in, 1, "trace/start", "{}")
			ask(t, in, 2, "load", `{"path":`+strconv.Quote(kerneltest.Compile(t, "flood"))+`}`)
			pid := process.Process.Pid
			await(t, "the instance is there", cleanWithin, func() bool { return len(instances(t, pid)) == 1 })
			time.Sleep(300 * time.Millisecond)
			ask(t, in, 3, "attach", `{"collection":1,"program":"on_call"}`)
			time.Sleep(300 * time.Millisecond)
			kerneltest.Flood(50_000)
			if how == "pipe broken" {
				_ = out.Close()
				kerneltest.Flood(50_000)
			} else {
				time.Sleep(300 * time.Millisecond)
				_ = in.Close()
			}
			ended := make(chan error, 1)
			go func() { ended <- process.Wait() }()
			select {
			case <-ended:
			case <-time.After(cleanWithin):
				_ = process.Process.Signal(syscall.SIGQUIT)
				t.Error("the agent did not end")
			}
			await(t, "the instance is gone", cleanWithin, func() bool { return len(instances(t, pid)) == 0 })
		})
	}
}

func ask(t *testing.T, in io.Writer, id int, method, params string) {
	t.Helper()
	message := fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":%q,"params":%s}`, id, method, params)
	if _, err := fmt.Fprintf(in, "Content-Length: %d\r\n\r\n%s", len(message), message); err != nil {
		t.Fatal(err)
	}
}

func TestStaleInstances(t *testing.T) {
	fs := openTracefs(t)
	dead := exec.Command("true")
	if err := dead.Run(); err != nil {
		t.Fatal(err)
	}
	a := start(t)
	call[rpc.TraceSource](a, "trace/start", nil)
	live := instances(t, a.process.Process.Pid)[0]
	started := live[strings.LastIndex(live, "-")+1:]

	stale := []string{
		fmt.Sprintf("ebpf-workbench-%d-1", dead.Process.Pid),
		// The pid lives, and belongs to somebody who started at another time.
		fmt.Sprintf("ebpf-workbench-%d-1", os.Getpid()),
	}
	foreign := []string{
		fmt.Sprintf("ebpf-workbench-%d-1-mine", dead.Process.Pid),
		fmt.Sprintf("my-ebpf-workbench-%d-1", dead.Process.Pid),
		fmt.Sprintf("ebpf-workbench-%d-%s.bak", dead.Process.Pid, started),
	}
	for _, name := range append(append([]string{}, stale...), foreign...) {
		if err := os.Mkdir(fs.Path("instances", name), 0o700); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = unix.Rmdir(fs.Path("instances", name)) })
	}
	call[rpc.TraceSource](start(t), "trace/start", nil)
	for _, name := range stale {
		if _, err := os.Stat(fs.Path("instances", name)); err == nil {
			t.Errorf("%s is still there", name)
		}
	}
	for _, path := range append([]string{live}, fs.Path("instances", foreign[0]), fs.Path("instances", foreign[1]), fs.Path("instances", foreign[2])) {
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%s was removed", path)
		}
	}
}

func TestCommandLine(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := func(arguments ...string) *exec.Cmd {
		process := exec.Command(self, arguments...)
		process.Env = append(os.Environ(), asAgent+"=1")
		return process
	}
	if out, err := command("--version").Output(); err != nil || string(out) != version+"\n" {
		t.Errorf("%q %v", out, err)
	}
	if out, err := command("--help").CombinedOutput(); err == nil || !strings.Contains(string(out), "--version") {
		t.Errorf("%q %v", out, err)
	}
	// A guard removes nothing but what an agent can have made.
	if out, err := command("--guard", "/tmp", "anything").CombinedOutput(); err == nil || !strings.Contains(string(out), "not the name") {
		t.Errorf("%q %v", out, err)
	}
}
