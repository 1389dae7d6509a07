package rpc

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/creachadair/jrpc2/channel"
)

type sink struct{ bytes.Buffer }

func (*sink) Close() error { return nil }

// decodeBatch reads back what an Encoder wrote, with the framing and JSON of others.
func decodeBatch(t testing.TB, written []byte) TraceBatch {
	t.Helper()
	message, err := channel.LSP(bufio.NewReader(bytes.NewReader(written)), &sink{}).Recv()
	if err != nil {
		t.Fatal(err)
	}
	var notification struct {
		Method string
		Params TraceBatch
	}
	if err := json.Unmarshal(message, &notification); err != nil {
		t.Fatalf("%v: %q", err, message)
	}
	if notification.Method != "trace/lines" {
		t.Fatalf("method %q", notification.Method)
	}
	return notification.Params
}

func FuzzLinesAreWholeAndValid(f *testing.F) {
	f.Add([]byte("  a-1 [000] d..3 1.0: bpf_trace_printk: \"\\\t\x01\xff中\n"))
	f.Add([]byte("\xe4\xb8"))
	f.Add([]byte("\xed\xa0\x80\x7f\x00"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var out sink
		wire := NewWire(strings.NewReader(""), &out, func(error) {})
		if err := NewEncoder(wire).Lines(7, text, 3); err != nil {
			t.Fatal(err)
		}
		got := decodeBatch(t, out.Bytes())
		want := ""
		for _, r := range string(text) { // Ranging yields U+FFFD for each byte that is not UTF-8.
			want += string(r)
		}
		if got.Batch != 7 || got.Lines != 3 || got.Text != want || !utf8.ValidString(got.Text) {
			t.Errorf("got %+v, want text %q", got, want)
		}
	})
}

func TestEveryByteAtEveryPlace(t *testing.T) {
	for c := range 256 {
		for at := range 17 {
			text := bytes.Repeat([]byte("~ a"), 7)
			text[at] = byte(c)
			want := at
			if plain := c >= 0x20 && c < 0x80 && c != '"' && c != '\\'; plain {
				want = len(text)
			}
			if got := plainPrefix(text); got != want {
				t.Fatalf("byte %#x at %d: %d plain bytes, want %d", c, at, got, want)
			}
		}
	}
}

func BenchmarkLines(b *testing.B) {
	line := "           <...>-21880   [001] d..31  2103.642000: bpf_trace_printk: flood line 4711 with some text\n"
	text := []byte(strings.Repeat(line, (128<<10)/len(line)))
	encoder := NewEncoder(NewWire(strings.NewReader(""), discard{}, func(error) {}))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if err := encoder.Lines(1, text, 1000); err != nil {
			b.Fatal(err)
		}
	}
}

type discard struct{ io.Writer }

func (discard) Write(p []byte) (int, error) { return len(p), nil }
func (discard) Close() error                { return nil }
