package session

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/rpc"
)

// Bounds of an iterator's text, in bytes.
const (
	usualIterText = 1 << 20
	mostIterText  = 16 << 20
)

func (s *Session) iterMethods() rpc.Methods {
	return rpc.Methods{"iter/read": rpc.Method(s.iterRead)}
}

func (s *Session) iterRead(ctx context.Context, params rpc.IterParams) (*rpc.IterText, error) {
	iterator, err := s.openIterator(params.Link)
	if err != nil {
		return nil, err
	}
	defer iterator.Close()
	most := params.Most
	if most <= 0 {
		most = usualIterText
	}
	raw, err := readIterator(ctx, iterator, min(most, mostIterText)+1)
	if err != nil {
		return nil, errors.New("Reading the iterator: " + errno.Text(err))
	}
	text, truncated := boundedText(raw, min(most, mostIterText))
	return &rpc.IterText{Text: text, Truncated: truncated}, nil
}

// openIterator opens what needs the link no more then, and may take its time.
func (s *Session) openIterator(number int) (io.ReadCloser, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	held := s.links[number]
	if held == nil {
		return nil, unknown("link", number)
	}
	return held.OpenIterator()
}

// readIterator reads at most so many bytes. The kernel says EAGAIN when it has looked at many objects that the program
// wrote nothing for, and wants to be asked again.
func readIterator(ctx context.Context, from io.Reader, most int) ([]byte, error) {
	var raw []byte
	page := make([]byte, 64<<10)
	for len(raw) < most && ctx.Err() == nil {
		n, err := from.Read(page[:min(len(page), most-len(raw))])
		raw = append(raw, page[:n]...)
		if errors.Is(err, io.EOF) {
			return raw, nil
		}
		if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) && errno.Name(err) != "EAGAIN" {
			return raw, err
		}
	}
	return raw, ctx.Err()
}

// boundedText cuts at a character, and replaces what is no UTF-8: a program may write any bytes.
func boundedText(raw []byte, most int) (text string, truncated bool) {
	if len(raw) > most {
		truncated = true
		raw = raw[:most]
		for cut := 0; cut < utf8.UTFMax && len(raw) > 0; cut++ {
			if last, size := utf8.DecodeLastRune(raw); last != utf8.RuneError || size > 1 {
				break
			}
			// A byte of a cut character, or of none at all: then only the last bytes are lost.
			raw = raw[:len(raw)-1]
		}
	}
	return strings.ToValidUTF8(string(raw), "\uFFFD"), truncated
}
