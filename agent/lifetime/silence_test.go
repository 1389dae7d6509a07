package lifetime

import (
	"testing"
	"time"
)

func TestSilenceIsNoticedOnlyAfterTheFirstWord(t *testing.T) {
	gone := make(chan struct{}, 1)
	silence := NewSilence(50*time.Millisecond, func() { gone <- struct{}{} })
	select {
	case <-gone:
		t.Fatal("missed a peer that never spoke")
	case <-time.After(200 * time.Millisecond):
	}
	silence.Heard()
	select {
	case <-gone:
	case <-time.After(10 * time.Second):
		t.Fatal("did not miss a peer that stopped speaking")
	}
}
