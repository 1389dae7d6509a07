package rpc

import (
	"strconv"
	"unicode/utf8"
)

// Encoder writes `trace/lines` notifications by hand: this is the path that carries megabytes a second, and
// encoding/json would walk every batch three times. It is for one goroutine.
type Encoder struct {
	wire *Wire
	buf  []byte
}

// NewEncoder returns an encoder that writes to wire.
func NewEncoder(wire *Wire) *Encoder { return &Encoder{wire: wire} }

// The header is written last, right before the body, into room kept for it.
const headerRoom = len("Content-Length: 9223372036854775807\r\n\r\n")

// Lines sends whole lines as one batch. Bytes that are not UTF-8 become U+FFFD.
func (e *Encoder) Lines(batch uint64, text []byte, lines int) error {
	buf := append(e.buf[:0], make([]byte, headerRoom)...)
	buf = append(buf, `{"jsonrpc":"2.0","method":"trace/lines","params":{"batch":`...)
	buf = strconv.AppendUint(buf, batch, 10)
	buf = append(buf, `,"lines":`...)
	buf = strconv.AppendInt(buf, int64(lines), 10)
	buf = append(buf, `,"text":"`...)
	buf = appendEscaped(buf, text)
	buf = append(buf, `"}}`...)
	e.buf = buf

	header := make([]byte, 0, headerRoom)
	header = append(header, "Content-Length: "...)
	header = strconv.AppendInt(header, int64(len(buf)-headerRoom), 10)
	header = append(header, "\r\n\r\n"...)
	start := headerRoom - len(header)
	copy(buf[start:], header)
	return e.wire.sendFramed(buf[start:])
}

// plain are the bytes that stand for themselves in a JSON string.
var plain = func() (table [256]bool) {
	for c := 0x20; c < 0x7f; c++ {
		table[c] = c != '"' && c != '\\'
	}
	return table
}()

const hex = "0123456789abcdef"

func appendEscaped(dst, text []byte) []byte {
	start := 0
	for i := 0; i < len(text); {
		c := text[i]
		if plain[c] {
			i++
			continue
		}
		dst = append(dst, text[start:i]...)
		size := 1
		switch {
		case c == '\n':
			dst = append(dst, '\\', 'n')
		case c == '\t':
			dst = append(dst, '\\', 't')
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c < utf8.RuneSelf:
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			var r rune
			r, size = utf8.DecodeRune(text[i:])
			// For a byte that is no UTF-8 this appends U+FFFD.
			dst = utf8.AppendRune(dst, r)
		}
		i += size
		start = i
	}
	return append(dst, text[start:]...)
}
