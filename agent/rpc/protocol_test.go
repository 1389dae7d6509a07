package rpc

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The TypeScript shape of each Go struct. A shape without a Go counterpart, or the other way round, fails.
var shapes = map[string]any{
	"AgentHello": AgentHello{}, "AgentProbe": AgentProbe{}, "LoadParams": LoadParams{}, "LoadResult": LoadResult{},
	"LoadedProgram": LoadedProgram{}, "LoadedMap": LoadedMap{}, "AttachParams": AttachParams{},
	"AttachResult": AttachResult{}, "AttachedLink": AttachedLink{}, "CandidatesParams": CandidatesParams{},
	"Candidate": Candidate{}, "TraceSource": TraceSource{}, "TraceBatch": TraceBatch{}, "IterParams": IterParams{},
	"IterText": IterText{}, "DetachedLink": DetachedLink{},

	"MapInfo": MapInfo{}, "Owner": Owner{}, "MapReadParams": MapReadParams{}, "MapReadResult": MapReadResult{},
	"MapChunk": MapChunk{}, "MapKey": MapKey{}, "MapValue": MapValue{}, "MapUpdateParams": MapUpdateParams{},
	"MapDeleteParams": MapDeleteParams{}, "MapPatchParams": MapPatchParams{}, "MapChange": MapChange{},
	"BtfBlob": BtfBlob{}, "KernelSymbol": KernelSymbol{},

	"EventsStartParams": EventsStartParams{}, "EventsStart": EventsStart{}, "EventBatch": EventBatch{},
	"EventsEnded": EventsEnded{}, "StatsSource": StatsSource{}, "StatsReading": StatsReading{},
	"ProgramStats": ProgramStats{},

	"HostObjects": HostObjects{}, "HostProgram": HostProgram{}, "HostAttachment": HostAttachment{},
	"HostPin": HostPin{}, "LeftRun": LeftRun{}, "HostChange": HostChange{}, "LeaveParams": LeaveParams{},
	"LeaveResult": LeaveResult{}, "NotLeft": NotLeft{}, "ResumeResult": ResumeResult{},
	"ResumedProgram": ResumedProgram{},
}

// Tables by method name and plain unions, which have no struct in Go.
var notShapes = []string{
	"AgentRequests", "AgentNotifications", "AgentAcknowledgements", "ProbeAnswer", "ProbeName", "AttachProblem",
	"CandidateKind", "MapRequests", "MapNotifications", "MapAcknowledgements", "EventRequests", "EventNotifications",
	"EventAcknowledgements", "HostRequests",
}

func TestFieldsEqualThoseOfTheProtocol(t *testing.T) {
	declared := readProtocol(t)
	for name, fields := range declared {
		if slices.Contains(notShapes, name) {
			continue
		}
		shape, ok := shapes[name]
		if !ok {
			t.Errorf("%s has no struct in Go", name)
			continue
		}
		if got := jsonFields(shape); !slices.Equal(got, fields) {
			t.Errorf("%s:\n  protocol/src/agent.ts %v\n  agent/rpc/shapes.go   %v", name, fields, got)
		}
	}
	for name := range shapes {
		if declared[name] == nil {
			t.Errorf("%s is not in protocol/src/agent.ts", name)
		}
	}
}

func TestProtocolVersion(t *testing.T) {
	match := regexp.MustCompile(`agentProtocolVersion = (\d+);`).FindStringSubmatch(protocolText(t))
	if match == nil || match[1] != "2" || ProtocolVersion != 2 {
		t.Errorf("protocol/src/agent.ts has version %v, agent/rpc %d", match, ProtocolVersion)
	}
}

func protocolText(t *testing.T) string {
	t.Helper()
	var text []byte
	for _, file := range []string{"agent", "agentMaps", "agentEvents", "agentHost"} {
		part, err := os.ReadFile("../../protocol/src/" + file + ".ts")
		if err != nil {
			t.Fatal(err)
		}
		text = append(text, part...)
	}
	comments := regexp.MustCompile(`(?s)/\*.*?\*/`)
	return comments.ReplaceAllString(string(text), "")
}

// readProtocol lists the fields of each exported type at its top level, sorted; optional ones with a `?`. A field
// that is not in every member of a union is optional.
func readProtocol(t *testing.T) map[string][]string {
	t.Helper()
	declaration := regexp.MustCompile(`(?s)export (?:interface|type) (\w+)(.*?)(?:\n}|;)\n(?:\n|$)`)
	field := regexp.MustCompile(`(\w+)(\??):`)
	found := make(map[string][]string)
	for _, match := range declaration.FindAllStringSubmatch(protocolText(t)+"\n", -1) {
		name, body := match[1], match[2]
		members := []string{strings.TrimPrefix(strings.TrimSpace(body), "{")}
		if strings.HasPrefix(strings.TrimSpace(body), "=") {
			members = strings.Split(body, "|")[1:]
		}
		count, optional := make(map[string]int), make(map[string]bool)
		for _, member := range members {
			for _, f := range field.FindAllStringSubmatch(outermost(member), -1) {
				count[f[1]]++
				optional[f[1]] = optional[f[1]] || f[2] == "?"
			}
		}
		fields := []string{}
		for f, n := range count {
			if n < len(members) || optional[f] {
				f += "?"
			}
			fields = append(fields, f)
		}
		slices.Sort(fields)
		found[name] = fields
	}
	if len(found) < 15 {
		t.Fatalf("only %d types found in protocol/src/agent.ts", len(found))
	}
	return found
}

// outermost drops the braces around a union member, and what is in inner braces.
func outermost(member string) string {
	member = strings.TrimSuffix(strings.TrimSpace(member), "}")
	member = strings.TrimPrefix(member, "{")
	return regexp.MustCompile(`(?s)\{[^{}]*\}`).ReplaceAllString(member, "")
}

func jsonFields(shape any) []string {
	fields := []string{}
	for i := range reflect.TypeOf(shape).NumField() {
		name, rest, _ := strings.Cut(reflect.TypeOf(shape).Field(i).Tag.Get("json"), ",")
		if rest == "omitempty" {
			name += "?"
		}
		fields = append(fields, name)
	}
	slices.Sort(fields)
	return fields
}
