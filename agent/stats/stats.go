// Package stats switches the kernel's run statistics of BPF programs on, and reads them.
package stats

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"

	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/kernel"
	"github.com/ebpf-workbench/agent/rpc"
)

// Switch counts who wants statistics, and keeps them on for as long as somebody does. The zero value is off.
type Switch struct {
	mu     sync.Mutex
	wanted int
	// fd keeps them on; -1 when they were on by the sysctl.
	fd int
}

// Start switches the statistics on, once more where they are on.
func (s *Switch) Start() (*rpc.StatsSource, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.wanted == 0 {
		fd, err := kernel.EnableStats()
		if err != nil && !onBySysctl() {
			return nil, explain(err)
		}
		s.fd = fd
	}
	s.wanted++
	if s.fd < 0 {
		return &rpc.StatsSource{Source: "sysctl"}, nil
	}
	return &rpc.StatsSource{Source: "fd"}, nil
}

// Stop takes back one start. One too many does no harm.
func (s *Switch) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.wanted > 0 {
		s.wanted--
		s.offUnlessWanted()
	}
}

// Off takes back every start.
func (s *Switch) Off() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.wanted > 0 {
		s.wanted = 0
		s.offUnlessWanted()
	}
}

func (s *Switch) offUnlessWanted() {
	if s.wanted == 0 && s.fd >= 0 {
		unix.Close(s.fd)
		s.fd = -1
	}
}

func onBySysctl() bool {
	value, err := os.ReadFile("/proc/sys/kernel/bpf_stats_enabled")
	return err == nil && strings.TrimSpace(string(value)) == "1"
}

func explain(err error) error {
	if errno.Is(err, unix.EPERM) {
		return errors.New("the kernel does not let this user switch on the statistics of BPF programs: EPERM; " +
			"it takes root or CAP_SYS_ADMIN")
	}
	return fmt.Errorf("this kernel counts runs of BPF programs for all or for nobody (Linux 5.8 can do it on demand): %s. "+
		"Switch them on with `sysctl kernel.bpf_stats_enabled=1`, which costs every program some nanoseconds a run",
		errno.Text(err))
}
