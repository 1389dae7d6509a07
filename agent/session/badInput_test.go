package session

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/creachadair/jrpc2"

	"github.com/ebpf-workbench/agent/internal/kerneltest"
	"github.com/ebpf-workbench/agent/rpc"
)

// TestSenselessRequests wants a clear error of the request, and of nothing else.
func TestSenselessRequests(t *testing.T) {
	p := newPeer(t)
	loaded := call[rpc.LoadResult](p, "load", rpc.LoadParams{Path: kerneltest.Compile(t, "globals")})
	for _, test := range []struct{ method, params, words string }{
		{"map/info", `{"map":-1}`, "-1"},
		{"map/info", `{"map":4294967296}`, "4294967296"},
		{"map/info", `{"map":1.5}`, "1.5"},
		{"map/info", `{"map":1e400}`, "1e400"},
		{"map/info", `{"map":"7"}`, "string"},
		{"map/info", `[]`, "one object expected, not 0"},
		{"map/info", `[{},{}]`, "one object expected, not 2"},
		{"map/lookup", `{"map":1,"key":"not base64!"}`, "base64"},
		{"map/read", `{"map":1,"reading":"x"}`, "string"},
		{"map/patch", `{"map":1,"key":"AAAA","offset":-1,"bytes":""}`, "-1"},
		{"load", `{"programs":{}}`, "object"},
		{"load", `{"object":"%%%"}`, "base64"},
		{"unload", `{"collection":99}`, "there is no collection 99"},
		{"unload", `{"collection":-9223372036854775808}`, "there is no collection -9223372036854775808"},
		{"unload", `{"collection":9223372036854775808}`, "9223372036854775808"},
		{"attach", `{"collection":99,"program":"x"}`, "there is no collection 99"},
		{"attach", fmt.Sprintf(`{"collection":%d,"program":"none"}`, loaded.Collection), `no loaded program "none"`},
		{"attach", `{"guard":-1}`, "from 1 to 3600"},
		{"attach", `{"guard":99999999}`, "from 1 to 3600"},
		{"detach", `{"link":5}`, "there is no link 5"},
		{"attach/confirm", `{"link":5}`, "there is no link 5"},
		{"iter/read", `{"link":5}`, "there is no link 5"},
		{"candidates", `{"kind":"unheard"}`, `no candidates of kind "unheard"`},
		{"candidates", `{"kind":"map","collection":5}`, "there is no collection 5"},
		{"left/leave", `{"collection":5,"name":"x"}`, "there is no collection 5"},
		{"host/detach", `{"handle":"what:ever"}`, "what:ever"},
	} {
		got := p.raw(test.method, test.params)
		if got.Error == nil || got.Error.Code != int(jrpc2.InvalidParams) || !strings.Contains(got.Error.Message, test.words) {
			t.Errorf("%s %s: got %+v %s, want InvalidParams with %q", test.method, test.params, got.Error, got.Result, test.words)
		}
	}
	if got := p.raw("no/such", `{}`); got.Error == nil || got.Error.Code != int(jrpc2.MethodNotFound) {
		t.Errorf("%+v", got)
	}
}

// TestAThousandRequestsAtOnce wants an answer to each, and none of another.
func TestAThousandRequestsAtOnce(t *testing.T) {
	p := newPeer(t)
	id := tenChunks(t)
	var waits []chan answer
	for n := range 1000 {
		switch n % 5 {
		case 0:
			waits = append(waits, p.ask("map/read", rpc.MapReadParams{Map: id, Reading: n, Chunk: 300}))
		case 1:
			waits = append(waits, p.ask("map/stopReading", rpc.Reading{Reading: n - 1}))
		case 2:
			waits = append(waits, p.ask("map/lookup", rpc.MapKey{Map: id, Key: []byte{byte(n), byte(n >> 8), 0, 0}}))
		case 3:
			waits = append(waits, p.ask("events/stop", rpc.Reading{Reading: n}))
		case 4:
			p.send(0, "map/ack", rpc.ReadingAck{Reading: n - 4, Batch: 1 << 60})
			waits = append(waits, p.ask("stats/read", rpc.StatsReadParams{}))
		}
	}
	for n, wait := range waits {
		select {
		case got := <-wait:
			// No more than eight readings are under way at once.
			if got.Error != nil && !strings.Contains(got.Error.Message, "readings are under way") {
				t.Errorf("request %d: %s", n, got.Error.Message)
			}
			if n%5 == 2 && !strings.Contains(string(got.Result), base64.StdEncoding.EncodeToString([]byte{byte(n), byte(n >> 8), 0, 0})) {
				t.Errorf("request %d was given another's answer: %s", n, got.Result)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("no answer to request %d", n)
		}
	}
}

func TestAPanicIsAnAnswer(t *testing.T) {
	p := newPeerOf(t, func(methods rpc.Methods) {
		methods["panic"] = rpc.Method(func(context.Context, rpc.Empty) (any, error) { panic("out of order") })
	})
	got := p.raw("panic", `{}`)
	if got.Error == nil || got.Error.Code != int(jrpc2.InternalError) || !strings.Contains(got.Error.Message, "mistake in panic: out of order") {
		t.Errorf("%+v", got)
	}
	call[rpc.AgentHello](p, "hello", rpc.Empty{})
}

// harmless are the methods that random parameters are sent to: those that could take off or change what is not this
// test's are left out, as are those that start what takes long.
var harmless = []string{
	"hello", "alive", "load", "unload", "attach", "detach", "attach/confirm", "trace/ack", "reset", "iter/read",
	"map/info", "map/read", "map/stopReading", "map/ack", "map/lookup", "btf/get", "symbols/kernel",
	"stats/start", "stats/stop", "stats/read", "events/start", "events/stop", "events/ack",
	"left/leave", "left/resume", "left/remove", "candidates", "host/detach", "host/unpin", "map/update", "map/delete", "map/patch",
}

// TestRandomRequests sends senseless parameters, EBPF_FUZZ_SECONDS long where that is set. A panic is an InternalError.
func TestRandomRequests(t *testing.T) {
	took := 3 * time.Second
	if text := os.Getenv("EBPF_FUZZ_SECONDS"); text != "" {
		seconds, err := time.ParseDuration(text + "s")
		if err != nil {
			t.Fatal(err)
		}
		took = seconds
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	source := rand.New(rand.NewPCG(seed, 1))
	p := newPeer(t)
	known := knownThings{collection: call[rpc.LoadResult](p, "load", rpc.LoadParams{Path: kerneltest.Compile(t, "globals")}), array: tenChunks(t)}
	requests := 0
	for begin := time.Now(); time.Since(begin) < took; {
		var waits []chan answer
		var sent []string
		for range 50 {
			method := harmless[source.IntN(len(harmless))]
			params := known.randomParams(source)
			sent = append(sent, method+" "+params)
			waits = append(waits, p.askRaw(method, params))
		}
		for n, wait := range waits {
			select {
			case got := <-wait:
				if got.Error != nil && got.Error.Code == int(jrpc2.InternalError) {
					t.Fatalf("%s: %s", sent[n], got.Error.Message)
				}
			case <-time.After(20 * time.Second):
				t.Fatalf("no answer: %s", sent[n])
			}
		}
		requests += len(waits)
	}
	t.Logf("%d requests", requests)
	call[rpc.AgentHello](p, "hello", rpc.Empty{})
}

// knownThings are the test's own, which some random requests are to hit. No other map or program is named.
type knownThings struct {
	collection rpc.LoadResult
	array      uint32
}

// fields are those of all parameters.
var fields = []string{
	"map", "reading", "key", "value", "mode", "offset", "bytes", "chunk", "most", "batch", "collection", "program", "programs",
	"target", "guard", "link", "kind", "contains", "limit", "of", "id", "addresses", "object", "path", "globals", "keepLogs",
	"name", "handle", "evenIfShared",
}

func (k knownThings) randomParams(source *rand.Rand) string {
	switch source.IntN(12) {
	case 0:
		return []string{`null`, `[]`, `[null]`, `{}`, `[1]`, `[[]]`, `[{},{}]`}[source.IntN(7)]
	case 1:
		return fmt.Sprintf(`{"map":%d,"reading":%d,"chunk":%d,"key":"AAAAAA==","batch":9}`, k.array, source.IntN(3), source.IntN(500)-9)
	case 2:
		return asText(map[string]any{
			"collection": k.collection.Collection, "program": k.collection.Programs[0].Name, "target": randomText(source),
		})
	}
	fields := slices.Clone(fields)
	source.Shuffle(len(fields), func(a, b int) { fields[a], fields[b] = fields[b], fields[a] })
	params := make(map[string]json.RawMessage)
	for _, field := range fields[:source.IntN(8)] {
		params[field] = k.randomValue(source, field, 0)
	}
	return asText(params)
}

func asText(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func (k knownThings) randomValue(source *rand.Rand, field string, depth int) json.RawMessage {
	switch {
	case field == "map" && source.IntN(2) == 0:
		return json.RawMessage(fmt.Sprint(k.array))
	case (field == "map" || field == "id") && source.IntN(2) == 0:
		return json.RawMessage(fmt.Sprint(1<<30 + source.IntN(1<<20)))
	case field == "map", field == "id":
		return json.RawMessage([]string{`0`, `-1`, `4294967295`, `1e99`, `"x"`, `null`, `[]`, `true`}[source.IntN(8)])
	case field == "collection" && source.IntN(2) == 0:
		return json.RawMessage(fmt.Sprint(k.collection.Collection))
	case field == "path", field == "name", field == "handle":
		return json.RawMessage(asText("/ebpf-workbench-nowhere/" + randomText(source)))
	case field == "of" && source.IntN(2) == 0:
		return json.RawMessage(`"/proc/self/exe"`)
	}
	switch source.IntN(9) {
	case 0:
		return json.RawMessage([]string{`0`, `-1`, `1`, `9223372036854775807`, `-9223372036854775808`, `18446744073709551616`, `1e308`, `0.5`}[source.IntN(8)])
	case 1:
		return json.RawMessage([]string{`null`, `true`, `false`, `""`}[source.IntN(4)])
	case 2, 3:
		return json.RawMessage(asText(randomText(source)))
	case 4:
		return json.RawMessage(asText([]byte(randomText(source))))
	case 5:
		if depth < 3 {
			return json.RawMessage(fmt.Sprintf(`[%s,%s]`, k.randomValue(source, "", depth+1), k.randomValue(source, "", depth+1)))
		}
	case 6:
		if depth < 3 {
			return json.RawMessage(fmt.Sprintf(`{"a":%s}`, k.randomValue(source, "", depth+1)))
		}
	case 7:
		return json.RawMessage(asText([]string{"symbol", "usdt", "netfilterHook", "any", "new", "existing", "map", "program"}[source.IntN(8)]))
	}
	return json.RawMessage(fmt.Sprint(source.IntN(100)))
}

func randomText(source *rand.Rand) string {
	parts := []string{"", "a", "\x00", "/", "..", ":", ",", "=", "+", "pid=1", "0x", "%s", "é", "😀", "\xff", "-1", "99999999999999999999", "[", "]", "*", " ", strings.Repeat("x", 5000)}
	var text strings.Builder
	for range source.IntN(5) {
		text.WriteString(parts[source.IntN(len(parts))])
	}
	return text.String()
}
