package rpc

import "strconv"

// The header is written last, right before the body, into room kept for it.
const headerRoom = len("Content-Length: 9223372036854775807\r\n\r\n")

// begin starts a message of this encoder's, in its own buffer.
func (e *Encoder) begin() []byte { return append(e.buf[:0], make([]byte, headerRoom)...) }

// send writes the message in buf, which begin started.
func (e *Encoder) send(buf []byte) error {
	e.buf = buf
	header := make([]byte, 0, headerRoom)
	header = append(header, "Content-Length: "...)
	header = strconv.AppendInt(header, int64(len(buf)-headerRoom), 10)
	header = append(header, "\r\n\r\n"...)
	start := headerRoom - len(header)
	copy(buf[start:], header)
	return e.wire.sendFramed(buf[start:])
}
