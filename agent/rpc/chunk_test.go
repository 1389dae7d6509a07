package rpc

import (
	"bufio"
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/creachadair/jrpc2/channel"
)

func TestChunkIsWhatEncodingJSONReads(t *testing.T) {
	for _, want := range []MapChunk{
		{Reading: 7, Batch: 1, Count: 1, Keys: []byte{1, 2, 3, 4}, Values: []byte{0xff, 0xfe, 0}},
		{Reading: 1 << 40, Batch: 1 << 60, Count: 2, Keys: []byte{}, Values: bytes.Repeat([]byte{0xab}, 100_001)},
	} {
		var out sink
		encoder := NewEncoder(NewWire(strings.NewReader(""), &out, func(error) {}))
		for range 2 { // The second time in a buffer that was used before.
			out.Reset()
			if err := encoder.Chunk(want.Reading, want.Batch, want.Count, want.Keys, want.Values); err != nil {
				t.Fatal(err)
			}
		}
		message, err := channel.LSP(bufio.NewReader(bytes.NewReader(out.Bytes())), &sink{}).Recv()
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			Version string `json:"jsonrpc"`
			Method  string
			Params  MapChunk
		}
		if err := json.Unmarshal(message, &got); err != nil {
			t.Fatal(err)
		}
		if got.Version != "2.0" || got.Method != "map/chunk" || !reflect.DeepEqual(got.Params, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
}
