package candidates

import (
	"fmt"
	"slices"
	"strings"
)

// NotFound is the sentence for a name that does not exist, with up to three that are close to it.
func NotFound(what, wanted string, known []string) string {
	sentence := fmt.Sprintf("There is no %s named %q on this kernel.", what, wanted)
	if near := Near(wanted, known, 3); len(near) > 0 {
		sentence += " Did you mean " + strings.Join(near, ", ") + "?"
	}
	return sentence
}

// oneSlip is what a wrong letter counts; a letter before or behind the whole word counts one.
const oneSlip = 8

// Near returns at most limit names that wanted was probably meant to be, closest first: a slip of the fingers,
// or the same word with a prefix or suffix (`sys_write` for `__x64_sys_write`).
func Near(wanted string, known []string, limit int) []string {
	type scored struct {
		name  string
		score int
	}
	if wanted == "" {
		return nil
	}
	far := 1 + len(wanted)/3
	var close []scored
	for _, name := range known {
		score := (far + 1) * oneSlip
		if strings.Contains(name, wanted) {
			score = oneSlip + len(name) - len(wanted)
		} else if difference := len(name) - len(wanted); difference <= far && -difference <= far {
			score = distance(wanted, name, far) * oneSlip
		}
		if score <= far*oneSlip {
			close = append(close, scored{name, score})
		}
	}
	slices.SortFunc(close, func(a, b scored) int {
		if a.score != b.score {
			return a.score - b.score
		}
		return strings.Compare(a.name, b.name)
	})
	var names []string
	for _, c := range close {
		if len(names) < limit && !slices.Contains(names, c.name) {
			names = append(names, c.name)
		}
	}
	return names
}

// distance is the optimal string alignment distance (insert, delete, change, swap neighbours), or any number
// above far as soon as it is known to be farther.
func distance(a, b string, far int) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		best := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			best = min(best, row[j])
		}
		if best > far {
			return far + 1
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
