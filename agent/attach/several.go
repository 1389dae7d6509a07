package attach

import (
	"io"
	"slices"
)

// several are closed together, the last one first.
type several struct{ held []io.Closer }

func (s *several) add(closer io.Closer) { s.held = append(s.held, closer) }

func (s *several) Close() error {
	var failed error
	for _, closer := range slices.Backward(s.held) {
		if err := closer.Close(); err != nil {
			failed = err
		}
	}
	s.held = nil
	return failed
}
