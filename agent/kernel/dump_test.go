package kernel

import (
	"errors"
	"testing"

	"github.com/vishvananda/netlink"
)

func TestInterruptedDumpsAreRepeated(t *testing.T) {
	for _, test := range []struct {
		name        string
		interrupted int
		after       error
		calls       int
		want        error
	}{
		{"never", 0, nil, 1, nil},
		{"twice", 2, nil, 3, nil},
		{"then another error", 1, errors.ErrUnsupported, 2, errors.ErrUnsupported},
		{"always", 1 << 30, nil, mostDumps, netlink.ErrDumpInterrupted},
	} {
		calls := 0
		rows, err := Dump(func() ([]int, error) {
			calls++
			if calls <= test.interrupted {
				return []int{1}, netlink.ErrDumpInterrupted
			}
			return []int{1, 2}, test.after
		})
		if calls != test.calls || !errors.Is(err, test.want) || err == nil && len(rows) != 2 {
			t.Errorf("%s: %d calls, %v, %v", test.name, calls, rows, err)
		}
	}
}
