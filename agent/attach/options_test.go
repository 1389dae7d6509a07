package attach

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ebpf-workbench/agent/rpc"
)

func TestParseOptions(t *testing.T) {
	for text, want := range map[string]string{
		"":                                   ` map[]`,
		"eth0":                               `eth0 map[]`,
		"eth0,direction=egress":              `eth0 map[direction:egress]`,
		" eth0 , direction=egress , pid=1 ":  `eth0 map[direction:egress pid:1]`,
		"/opt/a,b/bin:main,pid=42":           `/opt/a,b/bin:main map[pid:42]`,
		"/opt/a,b=c/bin:main":                `/opt/a,b=c/bin:main map[]`,
		"/opt/a,b=c/bin:main,pid=42":         `/opt/a,b=c/bin:main map[pid:42]`,
		"direction=/proc/1/ns/net":           ` map[direction:/proc/1/ns/net]`,
		"cpu-clock,pid=9":                    `cpu-clock map[pid:9]`,
		"10.0.0.0/24,direction=a=b":          `10.0.0.0/24 map[direction:a=b]`,
		"sched/sched_switch,not an option=1": `sched/sched_switch,not an option=1 map[]`,
	} {
		name, options, err := parseOptions(text, "direction", "pid")
		if got := fmt.Sprintf("%s %v", name, options); err != nil || got != want {
			t.Errorf("%q: got %s %v, want %s", text, got, err, want)
		}
	}
	for text, words := range map[string]string{
		"eth0,colour=red":                    `no option "colour"`,
		"colour=red":                         `no option "colour"`,
		"eth0,direction=":                    "direction has no value",
		"eth0,pid=1,direction=a,direction=b": "direction is given twice",
	} {
		_, _, err := parseOptions(text, "direction", "pid")
		var refusal *rpc.Refusal
		if !errors.As(err, &refusal) || refusal.Problem != rpc.Other || !strings.Contains(refusal.Detail, words) ||
			!strings.Contains(refusal.Detail, "known: direction, pid.") {
			t.Errorf("%q: got %+v, want %s", text, err, words)
		}
	}
	if _, _, err := parseOptions("x,pid=1"); err == nil || !strings.Contains(err.Error(), "takes no options") {
		t.Errorf("got %v", err)
	}
}
