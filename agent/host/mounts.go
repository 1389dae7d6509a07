package host

import (
	"os"
	"slices"
	"strings"

	"github.com/ebpf-workbench/agent/pins"
	"github.com/ebpf-workbench/agent/rpc"
)

// allPins walks every BPF file system that this process sees. One that is mounted twice shows its pins twice, because
// both paths are true.
func allPins() ([]rpc.HostPin, error) {
	found := []rpc.HostPin{}
	for _, mount := range mounts("bpf") {
		more, err := pins.Walk(mount)
		if err != nil {
			return nil, err
		}
		for _, pin := range more {
			if !slices.Contains(found, pin) {
				found = append(found, pin)
			}
		}
	}
	return found, nil
}

// mounts lists where file systems of a type are mounted, by lines like this one:
//
//	36 27 0:31 / /sys/fs/bpf rw,relatime shared:12 - bpf bpf rw,mode=700
func mounts(kind string) []string {
	text, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return nil
	}
	return parseMounts(string(text), kind)
}

func parseMounts(text, kind string) []string {
	var found []string
	for line := range strings.Lines(text) {
		place, system, separated := strings.Cut(line, " - ")
		fields := strings.Fields(place)
		if separated && len(fields) > 4 && strings.HasPrefix(system, kind+" ") {
			found = append(found, unescape.Replace(fields[4]))
		}
	}
	return found
}

var unescape = strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`)
