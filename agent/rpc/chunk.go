package rpc

import (
	"encoding/base64"
	"strconv"
)

// Chunk sends entries of a map as one `map/chunk`: a million of them are tens of megabytes, which encoding/json would
// copy several times. It returns when the bytes of keys and values are no longer needed.
func (e *Encoder) Chunk(reading int, batch uint64, count int, keys, values []byte) error {
	buf := e.begin()
	buf = append(buf, `{"jsonrpc":"2.0","method":"map/chunk","params":{"reading":`...)
	buf = strconv.AppendInt(buf, int64(reading), 10)
	buf = append(buf, `,"batch":`...)
	buf = strconv.AppendUint(buf, batch, 10)
	buf = append(buf, `,"count":`...)
	buf = strconv.AppendInt(buf, int64(count), 10)
	buf = append(buf, `,"keys":"`...)
	buf = base64.StdEncoding.AppendEncode(buf, keys)
	buf = append(buf, `","values":"`...)
	buf = base64.StdEncoding.AppendEncode(buf, values)
	buf = append(buf, `"}}`...)
	return e.send(buf)
}
