package session

import "testing"

func TestBoundedText(t *testing.T) {
	for _, test := range []struct {
		raw  string
		most int
		want string
		cut  bool
	}{
		{"plain", 5, "plain", false},
		{"plain!", 5, "plain", true},
		{"aé", 2, "a", true},
		{"a€", 3, "a", true},
		{"a😀b", 5, "a😀", true},
		{"a\xffb", 9, "a\uFFFDb", false},
		{"", 9, "", false},
	} {
		if got, cut := boundedText([]byte(test.raw), test.most); got != test.want || cut != test.cut {
			t.Errorf("%q at %d: got %q %v", test.raw, test.most, got, cut)
		}
	}
}
