package rpc

import (
	"encoding/base64"
	"strconv"
)

// Records sends one `events/batch`: its records are encoded straight into the frame.
func (e *Encoder) Records(reading int, batch uint64, count int, lost uint64, records []byte) error {
	buf := e.begin()
	buf = append(buf, `{"jsonrpc":"2.0","method":"events/batch","params":{"reading":`...)
	buf = strconv.AppendInt(buf, int64(reading), 10)
	buf = append(buf, `,"batch":`...)
	buf = strconv.AppendUint(buf, batch, 10)
	buf = append(buf, `,"count":`...)
	buf = strconv.AppendInt(buf, int64(count), 10)
	buf = append(buf, `,"lost":`...)
	buf = strconv.AppendUint(buf, lost, 10)
	buf = append(buf, `,"records":"`...)
	buf = base64.StdEncoding.AppendEncode(buf, records)
	buf = append(buf, `"}}`...)
	return e.send(buf)
}
