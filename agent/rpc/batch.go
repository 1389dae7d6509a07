package rpc

import (
	"encoding/binary"
	"math/bits"
	"strconv"
	"unicode/utf8"
)

// Encoder writes by hand the notifications that carry megabytes a second: encoding/json would walk every batch three
// times. It is for one goroutine.
type Encoder struct {
	wire *Wire
	buf  []byte
}

// NewEncoder returns an encoder that writes to wire.
func NewEncoder(wire *Wire) *Encoder { return &Encoder{wire: wire} }

// Lines sends whole lines as one batch. Bytes that are not UTF-8 become U+FFFD.
func (e *Encoder) Lines(batch uint64, text []byte, lines int) error {
	buf := e.begin()
	buf = append(buf, `{"jsonrpc":"2.0","method":"trace/lines","params":{"batch":`...)
	buf = strconv.AppendUint(buf, batch, 10)
	buf = append(buf, `,"lines":`...)
	buf = strconv.AppendInt(buf, int64(lines), 10)
	buf = append(buf, `,"text":"`...)
	buf = appendEscaped(buf, text)
	buf = append(buf, `"}}`...)
	return e.send(buf)
}

// plainPrefix counts the bytes at the start of text that stand for themselves in a JSON string, eight at a time:
// ASCII from the blank upwards, without quote and backslash.
func plainPrefix(text []byte) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	// As in strlen: the high bit of the lowest byte that is zero is set, and perhaps some above it.
	zero := func(x uint64) uint64 { return (x - ones) & ^x & highs }
	n := 0
	for ; n+8 <= len(text); n += 8 {
		x := binary.LittleEndian.Uint64(text[n:])
		special := x&highs | (x-ones*0x20)&^x&highs | zero(x^ones*'"') | zero(x^ones*'\\')
		if special != 0 {
			return n + bits.TrailingZeros64(special)/8
		}
	}
	for ; n < len(text); n++ {
		if c := text[n]; c < 0x20 || c >= utf8.RuneSelf || c == '"' || c == '\\' {
			return n
		}
	}
	return n
}

const hex = "0123456789abcdef"

func appendEscaped(dst, text []byte) []byte {
	for len(text) > 0 {
		if n := plainPrefix(text); n > 0 {
			dst, text = append(dst, text[:n]...), text[n:]
			continue
		}
		c, size := text[0], 1
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
			r, size = utf8.DecodeRune(text)
			// For a byte that is no UTF-8 this appends U+FFFD.
			dst = utf8.AppendRune(dst, r)
		}
		text = text[size:]
	}
	return dst
}
