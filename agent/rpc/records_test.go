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

func TestRecordsAreOneNotification(t *testing.T) {
	var out sink
	encoder := NewEncoder(NewWire(strings.NewReader(""), &out, func(error) {}))
	for _, want := range []EventBatch{
		{Reading: 3, Batch: 1 << 60, Count: 2, Lost: 1<<64 - 1, Records: []byte{0, 1, 0xff, 0xfe, 'x'}},
		{Reading: 1, Batch: 2, Records: []byte{}},
		{Reading: 1, Batch: 3, Records: bytes.Repeat([]byte{0xa5}, 300_000)},
	} {
		out.Reset()
		if err := encoder.Records(want.Reading, want.Batch, want.Count, want.Lost, want.Records); err != nil {
			t.Fatal(err)
		}
		message, err := channel.LSP(bufio.NewReader(bytes.NewReader(out.Bytes())), &sink{}).Recv()
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			Method string
			Params EventBatch
		}
		if err := json.Unmarshal(message, &got); err != nil {
			t.Fatalf("%v: %.200q", err, message)
		}
		if got.Method != "events/batch" || !reflect.DeepEqual(got.Params, want) {
			t.Errorf("got %.200v", got)
		}
	}
}

func BenchmarkRecords(b *testing.B) {
	records := bytes.Repeat([]byte("0123456789abcdef"), (256<<10)/16)
	encoder := NewEncoder(NewWire(strings.NewReader(""), discard{}, func(error) {}))
	b.SetBytes(int64(len(records)))
	for b.Loop() {
		if err := encoder.Records(1, 1, 1000, 0, records); err != nil {
			b.Fatal(err)
		}
	}
}
